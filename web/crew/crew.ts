import { api, ask, authentication, type Problem, type Schemas } from '@shared/api/client';
import { useSession } from '@shared/api/session';
import { restoreServerClock, serverClock } from '@shared/domain/time';
import type { LocalizedText } from '@shared/i18n';
import { LiveEvents, type LiveEvent, type LiveState } from '@shared/live/events';
import { computed, ref, shallowReactive, watch, type ComputedRef, type Ref } from 'vue';
import { dayOf, due, sooner, type Day, type Waiting } from './day';
import { forgetDrafts } from './drafts';
import { WRONG_CLOCK_MS, type ClockSeen } from './field_time';
import { Outbox } from './outbox';
import type { StockedPart } from './proof';
import { renewPush, stopPush } from './push';
import { keepSent } from './room';
import { agrees, newest, same, sameList } from './same';
import { sendItem } from './sender';
import { forgetShell, sendInBackground } from './shell';
import { inSlices } from './slices';
import { IN_HAND, isInHand, project } from './steps';
import { Store, type Account, type Order } from './store';

const REFRESH_DELAY_MILLISECONDS = 400;
/** Until the list is read again for one order that has been read already. */
const CALM_MILLISECONDS = 2_000;
const ADVICE_MILLISECONDS = 5 * 60_000; // Where to wait changes with what others do, of which no phone is told.
const MOST_ORDERS = 200;

type Catalog = Schemas['PublicCatalog'];

/** Everything the pages of the crew's phone look at; made once, in main.ts. */
export class Crew {
  // What comes from the server is replaced, never changed: so nobody needs to watch each of its parts.
  readonly state = shallowReactive({
    account: null as Account | null,
    orders: [] as Order[],
    read_at: null as string | null,
    problem: null as Problem | null,
    /** Something could not even be kept on this phone. */
    not_kept: false,
    reading: false,
    catalog: null as Catalog | null,
    name: null as LocalizedText | null,
    /** What one may ask another person for, and which crews there are: read once, kept for a phone without a network. */
    reasons: [] as Schemas['RequestReason'][],
    crews: [] as { id: string; name: LocalizedText }[],
    /** What the van has, as last read. */
    stock: [] as StockedPart[],
    /** An order looked up by its address that is not in the crew's hands. */
    other: null as Order | null,
    /** Orders that came in while the list was open. */
    fresh: [] as string[],
    /** The crew's day: when it is expected at each order, in which order. */
    day: {} as Day,
    waiting: null as Waiting,
    /** By how much this phone's clock is wrong, in milliseconds; positive: it is slow. Zero while that is little. */
    clock_wrong_ms: 0,
    /** Somebody ended this phone's session: what it held is gone. */
    revoked: false,
  });
  readonly outbox: Outbox;
  readonly live: LiveEvents;
  readonly online: Ref<boolean> = ref(navigator.onLine);
  /** The orders as they will be when the outbox is empty, in the server's order. */
  readonly orders: ComputedRef<Order[]>;
  readonly in_hand: ComputedRef<Order[]>;

  private readonly session = useSession();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private refreshed_at = 0;
  private refresh_at = Number.POSITIVE_INFINITY;
  private wanted_again = false;
  /** Orders whose details changed since they were read. */
  private readonly stale = new Set<string>();
  private readonly rereading = new Set<string>();

  constructor(readonly store: Store) {
    this.outbox = new Outbox(store, sendItem);
    this.outbox.onKept = () => void sendInBackground();
    this.outbox.onRevoked = () => void this.wipe();
    this.outbox.onSent = (item, order, made_id) => {
      if (item.photo && made_id) void keepSent(this.store, made_id, item.order_id, item.at, item.photo.bytes);
      if (order) this.take(order);
      if (item.action === 'proof') void this.readStock();
      void this.changed(item.order_id);
    };
    this.live = new LiveEvents({ onEvent: (event) => this.notice(event), onReset: () => this.readAllAnew() });
    this.orders = computed(() => this.state.orders.map((order) => this.seen(order)));
    this.in_hand = computed(() => this.orders.value.filter(isInHand).sort((one, other) => sooner(one, other, this.state.day)));
  }

  static async open(): Promise<Crew> {
    const crew = new Crew(await Store.open());
    await crew.start();
    return crew;
  }

  get live_state(): LiveState {
    return this.online.value ? this.live.state.value : 'offline';
  }

  /** Shows what the phone remembers, then asks the server. */
  private async start(): Promise<void> {
    restoreServerClock(await this.store.fact<ClockSeen>('clock'));
    await this.outbox.load();
    this.state.account = (await this.store.fact<Account>('account')) ?? null;
    this.state.catalog = (await this.store.fact<Catalog>('catalog')) ?? null;
    this.state.name = (await this.store.fact<LocalizedText>('crew_name')) ?? null;
    this.state.reasons = (await this.store.fact<Schemas['RequestReason'][]>('reasons')) ?? [];
    this.state.crews = (await this.store.fact<{ id: string; name: LocalizedText }[]>('crews')) ?? [];
    this.state.stock = (await this.store.fact<StockedPart[]>('stock')) ?? [];
    this.state.read_at = (await this.store.fact<string>('read_at')) ?? null;
    this.state.day = (await this.store.fact<Day>('day')) ?? {};
    this.state.orders = sorted(await this.store.orders());
    navigator.serviceWorker?.addEventListener('message', (event) => {
      if (event.data === 'outbox_sent') void this.heard();
    });
    window.addEventListener('online', () => this.came_back());
    window.addEventListener('offline', () => (this.online.value = false));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.came_back();
    });
    watch([this.session.state, this.session.account], () => void this.on_session(), { flush: 'sync' });
    await this.session.restore();
  }

  /** The worker in the background has sent something. */
  private async heard(): Promise<void> {
    this.state.orders = sorted(await this.store.orders());
    await this.outbox.load();
    this.outbox.now();
    this.readAllAnew();
  }

  private async on_session(): Promise<void> {
    const state = this.session.state.value;
    const account = this.session.account.value;
    // A password or a second factor that is owed comes first: until then nothing may be read or sent.
    if (state === 'signed_in' && account && account.owed !== 'nothing') return;
    if (state === 'signed_in' && account) {
      if (this.state.account && this.state.account.id !== account.id) await this.forget();
      // Before the pages are shown: what is done on them is this person's.
      this.outbox.signIn(account.id);
      this.state.account = account;
      await this.store.keepFact('account', account);
      this.live.start();
      await this.refresh();
      await this.readNames();
      await renewPush().catch(() => undefined);
    } else if (state === 'unreachable' && this.state.account) {
      this.outbox.signIn(this.state.account.id);
      this.live.start();
    } else if (state === 'signed_out') {
      this.live.stop();
      this.outbox.signOut();
      if (authentication.revoked) await this.wipe();
      else await this.store.forgetContacts();
    }
  }

  /** This phone was taken off the account: whatever it held goes, sent or not. */
  private async wipe(): Promise<void> {
    if (this.state.revoked) return;
    this.state.revoked = true;
    Object.assign(this.state, { account: null, orders: [], read_at: null, fresh: [], day: {}, waiting: null, name: null, reasons: [], crews: [], stock: [] });
    this.outbox.state.items = [];
    forgetDrafts();
    // Whatever still reads or writes when the store goes is answered no more, and nobody waits for it.
    window.addEventListener('unhandledrejection', (event) => {
      if (event.reason instanceof DOMException && event.reason.name === 'InvalidStateError') event.preventDefault();
    });
    await this.store.wipe();
    await forgetShell();
  }

  /** Whether the pages may be shown: signed in, or out of reach with somebody remembered. */
  readonly known: ComputedRef<boolean> = computed(
    () => this.state.account !== null && ['signed_in', 'unreachable'].includes(this.session.state.value),
  );

  private came_back(): void {
    this.online.value = navigator.onLine;
    if (!this.online.value) return;
    if (this.session.state.value === 'unreachable') void this.session.restore();
    if (this.session.state.value !== 'signed_in') return;
    this.outbox.now();
    this.refreshSoon();
  }

  async signOut(): Promise<void> {
    await stopPush().catch(() => undefined);
    await this.session.signOut();
    await this.forget();
  }

  private async forget(): Promise<void> {
    Object.assign(this.state, { account: null, orders: [], read_at: null, fresh: [], day: {}, waiting: null });
    forgetDrafts();
    await this.store.forgetPerson();
  }

  /** One order as it will be, or nothing if this phone has never seen it. */
  order(id: string): Order | undefined {
    const found = this.state.orders.find((order) => order.id === id);
    if (found) return this.seen(found);
    return this.state.other?.id === id ? this.state.other : undefined;
  }
  private seen(order: Order): Order {
    const own = this.outbox.by_order.value.get(order.id);
    return own ? project(order, own) : order;
  }
  /** Looks up an order that is not in the list: resolved meanwhile, or opened from a link. */
  async look(id: string): Promise<void> {
    if (this.state.orders.some((order) => order.id === id)) return;
    const answer = await ask(api.GET('/work-orders/{id}', { params: { path: { id } } }));
    this.state.other = answer.ok ? answer.data : null;
  }
  /** Village and address in one line; most addresses begin with the village. */
  place(order: Order): string {
    const village = this.villageName(order.village);
    const address = order.address || order.facility?.name || '';
    return address.includes(village) ? address : `${village} ${address}`.trim();
  }
  villageName(code: string | null): string {
    return this.state.catalog?.villages.find((village) => village.code === code)?.name ?? '';
  }
  kind(code: string): Schemas['FaultKind'] | undefined {
    return this.state.catalog?.fault_kinds.find((kind) => kind.code === code);
  }
  facilityClass(code: string): Schemas['FacilityClass'] | undefined {
    return this.state.catalog?.classes.find((one) => one.code === code);
  }

  refreshSoon(wait_ms = 0): void {
    // The first change is shown at once; what follows it closely is gathered.
    const now = performance.now();
    this.refresh_at = Math.min(this.refresh_at, Math.max(now + wait_ms, this.refreshed_at + REFRESH_DELAY_MILLISECONDS));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.refreshed_at = performance.now();
      this.refresh_at = Number.POSITIVE_INFINITY;
      void this.refresh();
    }, this.refresh_at - now);
  }

  /** One order changed: it is read at once, the whole list when more has not followed. */
  private async changed(id: string): Promise<void> {
    const known = (): Order | undefined => this.state.orders.find((order) => order.id === id);
    this.stale.add(id);
    if (!known()) return this.refreshSoon();
    if (this.rereading.has(id)) return this.refreshSoon(CALM_MILLISECONDS);
    this.rereading.add(id);
    this.stale.delete(id);
    const detail = await ask(api.GET('/work-orders/{id}', { params: { path: { id } } }));
    this.rereading.delete(id);
    const newest = detail.ok && detail.data.version >= (known()?.version ?? 0);
    if (!newest) this.stale.add(id);
    if (!newest || !isInHand(detail.data) || detail.data.crew_id !== this.state.account?.crew_id) return this.refreshSoon();
    this.take(detail.data);
    this.refreshSoon(CALM_MILLISECONDS);
    await this.store.takeOrder(detail.data);
  }

  /** Reads the crew's orders anew, each with its details, so that all of it can be read without a network. */
  async refresh(): Promise<void> {
    const crew = this.state.account?.crew_id;
    if (!crew || this.session.state.value !== 'signed_in') return;
    if (this.state.reading) {
      this.wanted_again = true;
      return;
    }
    this.state.reading = true;
    const list = await ask(api.GET('/work-orders', { params: { query: { crew, state: IN_HAND.join(','), limit: MOST_ORDERS } } }));
    if (list.ok) {
      await this.readDay();
      await this.keep(list.data.items);
    }
    this.state.problem = list.ok ? null : list.problem;
    if (list.ok) await this.keepClock();
    this.state.reading = false;
    if (this.in_hand.value.length === 0 && document.visibilityState === 'visible') this.refreshSoon(ADVICE_MILLISECONDS);
    if (this.wanted_again) this.refreshSoon();
    this.wanted_again = false;
  }

  private async keepClock(): Promise<void> {
    const clock = serverClock();
    if (!clock) return;
    this.state.clock_wrong_ms = Math.abs(clock.offset_ms) < WRONG_CLOCK_MS ? 0 : clock.offset_ms;
    await this.store.keepFact('clock', clock);
  }

  private async readDay(): Promise<void> {
    const answer = await ask(api.GET('/plan'));
    if (!answer.ok) return;
    const { day, waiting } = dayOf(answer.data);
    if (!same(waiting, this.state.waiting)) this.state.waiting = waiting;
    if (same(day, this.state.day)) return;
    this.state.day = day;
    await this.store.keepFact('day', day);
  }

  private async keep(items: Order[]): Promise<void> {
    const known = new Map(this.state.orders.map((order) => [order.id, order]));
    const read = await inSlices(items, (order) => this.detailed(order, known.get(order.id)));
    const orders = newest(read, this.state.orders);
    const listed = new Set(items.map((order) => order.id));
    const waiting = this.state.orders.filter((order) => !listed.has(order.id) && this.outbox.by_order.value.has(order.id));
    this.announce(items, known);
    // An order that has left the list stays readable while something done on it is still here.
    const now = [...orders, ...waiting];
    if (!sameList(now, this.state.orders)) this.state.orders = now;
    this.state.read_at = new Date().toISOString();
    await this.store.keepOrders(this.state.orders);
    await this.store.keepFact('read_at', this.state.read_at);
  }

  private async detailed(order: Order, known: Order | undefined): Promise<Order> {
    const unchanged = known?.reports !== undefined && known.version === order.version;
    // The very same one, so that nothing is drawn or stored again.
    if (unchanged && !this.stale.has(order.id)) return agrees(known, order) ? known : { ...known, ...order };
    this.stale.delete(order.id);
    const detail = await ask(api.GET('/work-orders/{id}', { params: { path: { id: order.id } } }));
    if (detail.ok && !known && order.circuit) void this.lampsOf(order.circuit, order.village ?? '');
    if (detail.ok) return detail.data;
    this.stale.add(order.id);
    return { ...order, reports: known?.reports, notes: known?.notes, photos: known?.photos };
  }

  private announce(items: Order[], known: ReadonlyMap<string, Order>): void {
    if (this.state.read_at === null) return;
    const fresh = items.filter((order) => !known.has(order.id)).map((order) => order.id);
    if (fresh.length === 0) return;
    this.state.fresh = [...this.state.fresh, ...fresh];
    // Before the first tap a browser allows no vibration, and says so in its log.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([200, 100, 200]);
  }

  /** Puts an order just answered by the server in place of the one we had, keeping what only the details have. */
  take(order: Order): void {
    this.state.orders = this.state.orders.map((one) => (one.id === order.id ? { ...one, ...order } : one));
  }

  private notice(event: LiveEvent): void {
    const ours = event.crew_id !== null && event.crew_id === this.state.account?.crew_id;
    const known = this.state.orders.some((order) => order.id === event.work_order_id);
    if (!ours && !known) return;
    if (event.work_order_id) void this.changed(event.work_order_id);
    else this.refreshSoon();
  }

  /** The codes of a circuit's lamps, as last read. */
  async lampsOf(circuit: string, village: string): Promise<string[]> {
    const name = `circuit ${village} ${circuit}`;
    const answer = await ask(api.GET('/facilities', { params: { query: { circuit, village, limit: MOST_ORDERS } } }));
    if (!answer.ok) return (await this.store.fact<string[]>(name)) ?? [];
    const codes = answer.data.items.map((lamp) => lamp.code).sort();
    await this.store.keepFact(name, codes);
    return codes;
  }

  private readAllAnew(): void {
    for (const order of this.state.orders) this.stale.add(order.id);
    this.refreshSoon();
  }

  private async readNames(): Promise<void> {
    const catalog = await ask(api.GET('/public/catalog'));
    if (catalog.ok) {
      this.state.catalog = catalog.data;
      await this.store.keepFact('catalog', catalog.data);
    }
    const crews = await ask(api.GET('/crews'));
    if (crews.ok) {
      this.state.crews = crews.data.items.filter((crew) => crew.active).map(({ id, name }) => ({ id, name }));
      await this.store.keepFact('crews', this.state.crews);
    }
    const reasons = await ask(api.GET('/request-reasons'));
    if (reasons.ok) {
      this.state.reasons = reasons.data.items;
      await this.store.keepFact('reasons', this.state.reasons);
    }
    const mine = crews.ok ? crews.data.items.find((crew) => crew.id === this.state.account?.crew_id) : undefined;
    if (mine) {
      this.state.name = mine.name;
      await this.store.keepFact('crew_name', mine.name);
      await this.store.keepFact('crew_code', mine.code);
    }
    await this.readStock();
  }

  private async readStock(): Promise<void> {
    const code = await this.store.fact<string>('crew_code');
    if (!code) return;
    const stock = await ask(api.GET('/crews/{code}/stock', { params: { path: { code } } }));
    if (!stock.ok) return;
    this.state.stock = stock.data.items;
    await this.store.keepFact('stock', stock.data.items);
  }
}

const sorted = (orders: Order[]): Order[] => [...orders].sort((one, other) => due(one) - due(other));
