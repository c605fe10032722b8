import type { CrewAction, Order, StoredItem } from './store';

type Clock = Order['clocks'][number];

/** The orders a crew has in hand. */
export const IN_HAND = ['assigned', 'accepted', 'under_way'] as const;
export const isInHand = (order: Pick<Order, 'state'>): boolean =>
  (IN_HAND as readonly string[]).includes(order.state);

/** The one thing to do next; nothing when the crew is through with it. */
export function nextStep(order: Order): CrewAction | null {
  if (order.paused && isInHand(order)) return 'resume';
  switch (order.state) {
    case 'assigned':
      return 'accept';
    case 'accepted':
      return 'arrive';
    case 'under_way':
      return mustMakeSafe(order) ? 'make_safe' : 'resolve';
    default:
      return null;
  }
}

export const mustMakeSafe = (order: Order): boolean =>
  order.made_safe_at === null && order.clocks.some((clock) => clock.target === 'make_safe' && clock.state !== 'stopped');

/** Whether the promise to speak with the reporter is still to be kept. */
export const mustContact = (order: Order): boolean =>
  order.clocks.some((clock) => clock.target === 'contact' && clock.state !== 'stopped');

/** Whether the server lets this actor do it; while something waits to be sent, its list is older than ours. */
export function mayDo(order: Order, action: CrewAction, waiting: boolean): boolean {
  return waiting || (order.allowed_actions as readonly string[]).includes(action);
}

/** An order as it will be once what waits in the outbox has arrived. What was refused did not happen. */
export function project(order: Order, items: readonly StoredItem[]): Order {
  let seen = order;
  for (const item of items) {
    if (item.order_id === order.id && item.state === 'waiting') seen = apply(seen, item);
  }
  return seen;
}

function apply(order: Order, item: StoredItem): Order {
  switch (item.action) {
    case 'accept':
      return { ...order, state: 'accepted', accepted_at: item.at };
    case 'contact':
      return { ...order, clocks: stop(order, item.at, 'contact') };
    case 'arrive':
      return { ...order, state: 'under_way', arrived_at: item.at, paused: false, clocks: stop(order, item.at, 'arrive') };
    case 'make_safe':
      return { ...order, made_safe_at: item.at, clocks: stop(order, item.at, 'make_safe') };
    case 'pause':
      return { ...order, paused: true, clocks: set({ ...order, clocks: set(order, 'running', 'paused') }, 'outside_calendar', 'paused') };
    case 'resume':
      return { ...order, paused: false, clocks: set(order, 'paused', 'running') };
    case 'resolve':
      return {
        ...order,
        state: 'resolved',
        resolved_at: item.at,
        paused: false,
        clocks: order.clocks.map((clock) => stopped(clock, item.at)),
      };
    case 'note':
    case 'photo':
    case 'request':
    case 'report':
    case 'proof':
    case 'shift_on':
    case 'shift_off':
    case 'sick':
    case 'lend':
    case 'take_back':
      return order;
  }
}

const stopped = (clock: Clock, at: string): Clock =>
  clock.state === 'stopped' ? clock : { ...clock, state: 'stopped', stopped_at: at };
const stop = (order: Order, at: string, target: Clock['target']): Clock[] =>
  order.clocks.map((clock) => (clock.target === target ? stopped(clock, at) : clock));
const set = (order: Order, from: Clock['state'], to: Clock['state']): Clock[] =>
  order.clocks.map((clock) => (clock.state === from ? { ...clock, state: to } : clock));
