import type { components } from '../shared/api/schema';
import type { Program } from './program';

type Schemas = components['schemas'];
export type Facility = Schemas['Facility'];
export type WorkOrder = Schemas['WorkOrder'];
export const PASSWORD = 'lamplighter-demo';

/** The programs' side of the same town: what a test needs to know, and what others do meanwhile. */
export class Town {
  private readonly tokens = new Map<string, string>();
  private keys = 0;

  constructor(private readonly program: Program) {}

  async as(username: string): Promise<string> {
    const known = this.tokens.get(username);
    if (known) return known;
    const session = await this.call<Schemas['Session']>('', 'POST', '/session', { username, password: PASSWORD });
    this.tokens.set(username, session.token);
    return session.token;
  }

  async get<T>(path: string, username = 'operator'): Promise<T> {
    return this.call<T>(await this.as(username), 'GET', path);
  }
  async put<T>(path: string, body: unknown, username = 'operator'): Promise<T> {
    return this.call<T>(await this.as(username), 'PUT', path, body);
  }
  async post<T>(path: string, body?: unknown, username = 'operator'): Promise<T> {
    return this.call<T>(await this.as(username), 'POST', path, body);
  }

  async remove(path: string, username = 'operator'): Promise<void> {
    await this.call(await this.as(username), 'DELETE', path);
  }

  private async call<T>(token: string, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.program.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'POST' ? { 'Idempotency-Key': `town-${process.pid}-${Date.now()}-${(this.keys += 1)}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A facility with nothing open on it. `skip` keeps two tests of one program apart. */
  async facility(facility_class: string, skip = 0): Promise<Facility> {
    const page = await this.get<Schemas['FacilityPage']>(`/facilities?class=${facility_class}&limit=60`);
    const free: Facility[] = [];
    for (const one of page.items) {
      const whole = await this.get<Facility>(`/facilities/${one.id}`);
      if (whole.open_work_order_ids.length === 0 && whole.village) free.push(whole);
      if (free.length > skip) return whole;
    }
    throw new Error(`no free ${facility_class}`);
  }
  /** Who lives there, in clear: asked for with a reason, as everybody must. */
  async household(id: string): Promise<string> {
    const clear = await this.post<Schemas['Unmasked']>(`/facilities/${id}/unmasking`, { reason: 'find_place' });
    return clear.contacts[0]?.name ?? '';
  }
  async village(code: string | null): Promise<Schemas['Village']> {
    const { items } = await this.get<{ items: Schemas['Village'][] }>('/villages');
    const found = items.find((village) => village.code === code);
    if (!found) throw new Error(`no village ${code}`);
    return found;
  }
  async order(number: string): Promise<Schemas['WorkOrderDetail']> {
    const page = await this.get<Schemas['WorkOrderPage']>(`/work-orders?q=${encodeURIComponent(number)}`);
    const found = page.items.find((order) => order.number === number);
    if (!found) throw new Error(`no order ${number}`);
    return this.get(`/work-orders/${found.id}`);
  }
  async events(order_id: string): Promise<Schemas['Event'][]> {
    return (await this.get<{ items: Schemas['Event'][] }>(`/work-orders/${order_id}/events`)).items;
  }
  /** The checker looks on the spot when the lot says so: one order in ten. */
  async see(order_id: string): Promise<void> {
    const order = await this.get<Schemas['WorkOrderDetail']>(`/work-orders/${order_id}`);
    if (order.recheck_owed) await this.post(`/work-orders/${order_id}/recheck`, { passed: true }, 'checker');
  }
  /** How often each kind of event happened to an order. */
  async counts(order_id: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const event of await this.events(order_id)) counts[event.kind] = (counts[event.kind] ?? 0) + 1;
    return counts;
  }
  async crew(id: string | null): Promise<Schemas['Crew']> {
    const { items } = await this.get<{ items: Schemas['Crew'][] }>('/crews');
    const found = items.find((crew) => crew.id === id);
    if (!found) throw new Error(`no crew ${id}`);
    return found;
  }

  /** An order opened by a call, with the given crew (by its code). */
  async open(crew_code: string, report: Partial<Schemas['NewReport']>): Promise<{ order: WorkOrder; token: string }> {
    const { items } = await this.get<{ items: Schemas['Crew'][] }>('/crews');
    const crew = items.find((one) => one.code === crew_code);
    const made = await this.post<Schemas['Report']>('/reports', { channel: 'hotline', ...report });
    const triaged = await this.put<Schemas['Triaged']>(`/reports/${made.id}/triage`, {
      decision: 'open',
      crew_id: crew?.id,
      // Whatever the hour: a crew off its shift is sent with a reason.
      reason: '端到端试验',
    });
    if (!triaged.work_order) throw new Error('no order was opened');
    return { order: triaged.work_order, token: made.token };
  }
}
