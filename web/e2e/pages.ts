import { join } from 'node:path';
import { expect, signIn, type Page } from './people';
import type { Town } from './town';

export type Locale = 'zh' | 'en';
type Person = (options?: { phone?: boolean; locale?: Locale }) => Promise<Page>;
/** Called at every page and state, with a name for it. */
export type Look = (page: Page, name: string) => Promise<void>;

export const PICTURES = join(import.meta.dirname, '../test-results/pages');

interface Tour {
  person: Person;
  town: Town;
  locale: Locale;
  phone: boolean;
  look: Look;
}

/** Every page of the residents and its states. */
export async function residents({ person, town, locale, phone, look }: Tour): Promise<void> {
  const heater = await town.facility('heater', 3);
  const page = await person({ phone, locale });
  await page.goto('/');
  await page.locator('.choice').first().waitFor();
  await look(page, 'resident-home');
  await page.locator('.choice').nth(1).click();
  await look(page, 'resident-find');
  await page.locator('.choice').first().click();
  await page.locator('.villages button').first().waitFor();
  await look(page, 'resident-village');
  await page.locator('#village').fill('不存在');
  await look(page, 'resident-village-none');
  await page.locator('#village').fill('');
  await page.locator('.villages button').first().click();
  await page.locator('.tall').first().waitFor();
  await look(page, 'resident-class');
  await page.goto(`/f/${encodeURIComponent(heater.code)}`);
  await page.locator('.kinds button').first().waitFor();
  await look(page, 'resident-label');
  await page.locator('.kinds button').first().click();
  await page.locator('.question').first().waitFor();
  await look(page, 'resident-danger');
  await page.locator('.yes').first().click();
  await page.locator('.emergency').waitFor();
  await look(page, 'resident-emergency');
  await page.locator('.emergency .row button').nth(1).click();
  await page.locator('.strong.wide').click();
  await page.locator('#description').waitFor();
  await look(page, 'resident-details');
  await page.locator('#phone').fill('x');
  await page.locator('.send').click();
  await page.locator('.refused').waitFor();
  await look(page, 'resident-refused');
  await page.context().setOffline(true);
  await page.locator('#phone').fill('010-5559-0101');
  await page.locator('.send').click();
  await page.locator('.pending').waitFor();
  await look(page, 'resident-waiting');
  await page.context().setOffline(false);
  await page.locator('.follow').waitFor();
  await look(page, 'resident-received');
  await page.goto('/f/NO-SUCH-CODE');
  await page.getByRole('alert').waitFor();
  await look(page, 'resident-no-label');
  await page.goto('/t/nosuchtoken');
  await page.getByRole('alert').waitFor();
  await look(page, 'resident-no-token');
}

/** The follow page at every stage of an order. */
export async function follow({ person, town, locale, phone, look }: Tour): Promise<void> {
  const heater = await town.facility('heater', 6);
  const page = await person({ phone, locale });
  const { order, token } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '就十几度' });
  const see = async (state: string): Promise<void> => {
    await page.goto(`/t/${token}`);
    await expect(page.locator('.follow')).toHaveAttribute('data-order-state', state);
    await look(page, `resident-follow-${state}`);
  };
  const step = (name: string, body?: unknown): Promise<unknown> => town.post(`/work-orders/${order.id}/${name}`, body ?? {}, 'heat-1-lead');
  await see('assigned');
  await step('arrival');
  await see('under_way');
  await step('resolution', { outcome: 'temporary', action: '接上备用机' });
  await see('resolved');
  await expect(page.locator('section.owed')).toBeVisible();
  await page.locator('.unsolved').click();
  await look(page, 'resident-verdict');
  const cancelled = await town.open('heat-1', { facility_id: (await town.facility('heater', 8)).id, fault_kind: 'HP-02' });
  await town.post(`/work-orders/${cancelled.order.id}/cancellation`, { reason: '住户说好了' }, 'supervisor');
  await page.goto(`/t/${cancelled.token}`);
  await expect(page.locator('.follow')).toHaveAttribute('data-order-state', 'cancelled');
  await page.locator('summary').click();
  await look(page, 'resident-cancelled');
}

/** Every page of the crew's phone and its states. */
export async function crews({ person, town, locale, phone, look }: Tour): Promise<void> {
  const place = await town.facility('streetlight', 5);
  const { order } = await town.open('light-1', {
    facility_id: place.id,
    fault_kind: 'SL-08',
    description: '灯杆麻手',
    danger: true,
    frail_person: true,
    reporter: { name: '李桂英', phone: '010-5559-0123' },
  });
  const page = await person({ phone, locale });
  await page.goto('/crew/');
  await page.locator('input[name=username]').waitFor();
  await look(page, 'crew-sign-in');
  await signIn(page, '/crew/', 'light-1-lead');
  await page.locator('.card').first().waitFor();
  await look(page, 'crew-orders');
  await page.locator(`[data-order="${order.number}"]`).click();
  for (const step of ['accept', 'arrive', 'make_safe'] as const) {
    await page.locator(`[data-test=do-${step}]`).waitFor();
    await look(page, `crew-order-${step}`);
    await page.locator(`[data-test=do-${step}]`).click();
  }
  await page.locator('[data-test=do-resolve]').waitFor();
  await expect(page.locator('[data-test=pending]')).toHaveCount(0);
  await page.locator('[data-test=do-ask]').click();
  await page.locator('label:has(input[value=return])').click();
  await look(page, 'crew-ask-return');
  await page.locator('label:has(input[value=pause])').click();
  await page.locator('[data-test=ask-send]').click();
  await look(page, 'crew-ask');
  await page.locator('select[name=request-reason]').selectOption('no_access');
  await page.locator('[data-test=ask-send]').click();
  await page.locator('[data-test=do-resume]').waitFor();
  await look(page, 'crew-paused');
  await page.locator('[data-test=do-resume]').click();
  await page.locator('[data-test=do-proof]').click();
  await page.locator('[data-lamp]').first().waitFor();
  await page.locator('label:has(input[value=signed])').click();
  await page.locator('#proof-label').fill('LC-OTHER');
  await page.locator('[data-test=proof-send]').click();
  await page.locator('.primary-step [role=alert]').waitFor();
  await look(page, 'crew-proof');
  await page.goBack();
  await page.locator('[data-test=do-resolve]').click();
  await page.locator('label:has(#outcome-temporary)').click();
  await page.locator('.chip').first().click();
  await look(page, 'crew-resolve');
  await page.context().setOffline(true);
  await page.locator('[data-test=resolve-send]').click();
  await expect(page.locator('.tabs .badge')).toBeVisible();
  await look(page, 'crew-offline');
  await page.locator('[data-test=outbox]').click();
  await look(page, 'crew-outbox-waiting');
  await town.post(`/work-orders/${order.id}/cancellation`, { reason: '误派' }, 'supervisor');
  await page.context().setOffline(false);
  await page.locator('.outbox .refused').waitFor();
  await look(page, 'crew-outbox-refused');
  await page.locator('.outbox .refused .button.danger').click();
  await look(page, 'crew-outbox-sure');
  await page.locator('.outbox .refused .button.danger').click();
  await expect(page.locator('.outbox li')).toHaveCount(0);
  await look(page, 'crew-outbox-empty');
  await page.goto('/crew/report');
  await page.locator('[data-test=report-send]').click();
  await page.locator('.primary-step [role=alert]').waitFor();
  await look(page, 'crew-report');
  await page.goto('/crew/me');
  await page.locator('[data-test=sign-out]').waitFor();
  await look(page, 'crew-me');
  await page.locator('[data-test=shift-on]').click();
  await page.locator('[data-test=shift-off]').click();
  await page.locator('[data-test=sick]').click();
  await look(page, 'crew-shift');
  for (const light of ['sun', 'night']) {
    await page.locator(`label:has(input[value=${light}])`).click();
    await page.locator('label:has(input[value=large])').click();
    await look(page, `crew-me-${light}`);
  }
  await page.locator('label:has(input[value=auto])').click();
  await page.locator('label:has(input[value=usual])').click();
  await page.goto('/crew/orders/999999');
  await page.locator('.empty').waitFor();
  await look(page, 'crew-no-order');
}

/** The operator's and the supervisor's pages. */
export async function desks({ person, town, locale, phone, look }: Tour): Promise<void> {
  const lamp = await town.facility('streetlight', 9);
  const { order } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  const operator = await person({ phone, locale });
  await operator.goto('/operator/');
  await operator.locator('input[name=username]').waitFor();
  await look(operator, 'operator-sign-in');
  await signIn(operator, '/operator/', 'operator');
  await operator.locator('input[name=caller-phone]').waitFor();
  await look(operator, 'operator-call');
  await operator.locator('textarea').first().fill('家里冰凉，机器不转');
  await operator.locator('.kind input').first().check();
  await operator.locator('.questions').waitFor();
  await look(operator, 'operator-call-kind');
  await operator.keyboard.press('Alt+n');
  await operator.locator('form.call:visible input[name=caller-phone]').fill('13800000177');
  await operator.locator('form.call:visible [data-test=household] .muted').waitFor();
  await look(operator, 'operator-call-two');
  await operator.goto('/operator/chat');
  await operator.locator('textarea').fill('张三 00:01\n东街的路灯不亮了\n李四 00:02\n收到\n');
  await operator.locator('form button[type=submit]').click();
  await operator.locator('[data-test=proposal]').waitFor();
  await look(operator, 'operator-chat');
  await operator.goto('/operator/waiting');
  await operator.locator('button.row').first().click();
  await operator.locator('blockquote').waitFor();
  await look(operator, 'operator-waiting');
  await operator.goto(`/operator/orders/${order.id}`);
  await operator.locator('.record').waitFor();
  await look(operator, 'operator-order');
  await operator.locator('[data-test=requests] button').first().click();
  await look(operator, 'operator-order-ask');
  await town.post(`/work-orders/${order.id}/requests`, { kind: 'extension', reason: 'waiting_part', part_order_number: 'P-1', amount: 'PT6H' }, 'light-1-lead');
  const shelved = await town.post<{ id: string }>(`/work-orders/${order.id}/requests`, { kind: 'shelve', reason: 'waiting_funds', review_at: new Date(Date.now() + 86_400_000).toISOString() }, 'dispatcher');
  await town.post(`/requests/${shelved.id}/approve`, {}, 'supervisor');
  const planner = await person({ phone, locale });
  await signIn(planner, '/operator/', 'dispatcher');
  await planner.goto('/operator/desk');
  await planner.locator('[data-test=pending] .request').first().waitFor();
  await look(planner, 'operator-desk');
  await planner.goto('/operator/plan');
  await planner.locator('.visit').first().waitFor();
  await look(planner, 'operator-plan');
  await planner.locator('[data-test=preview]').click();
  await planner.locator('[data-test=difference]').waitFor();
  await look(planner, 'operator-plan-preview');
  await planner.locator('.visit').first().click();
  await planner.locator('[data-test=visit] .decision').waitFor();
  await look(planner, 'operator-plan-visit');
  await planner.locator('.crew').first().click();
  await planner.locator('[data-test=crew]').waitFor();
  await look(planner, 'operator-plan-crew');
  await planner.locator('[data-test=modes]').click();
  await planner.locator('dialog').waitFor();
  await look(planner, 'operator-plan-modes');
  const board = await person({ phone, locale });
  await signIn(board, '/supervisor/', 'supervisor');
  await board.locator('a.tile').first().waitFor();
  await look(board, 'supervisor-board');
  await board.locator('a.tile').first().click();
  await board.locator('main').waitFor();
  await look(board, 'supervisor-list');
  await board.goto('/supervisor/figures?by=village');
  await board.locator('tbody tr').first().waitFor();
  await look(board, 'supervisor-figures');
  await board.goto('/supervisor/figures/on_time_rate?part=denominator');
  await board.locator('tbody tr').first().waitFor();
  await look(board, 'supervisor-figure');
  await board.goto('/supervisor/left-out');
  await board.locator('tbody tr').first().waitFor();
  await look(board, 'supervisor-left-out');
  await board.goto('/supervisor/exports');
  await board.locator('[data-test=export-make]').click();
  await board.locator('[data-test=export-download]').first().waitFor();
  await look(board, 'supervisor-exports');
  await board.goto('/supervisor/exports/labels');
  for (const [name, choice] of [['village', { index: 0 }], ['class', 'toilet']] as const) await board.locator(`[name=label-${name}]`).selectOption(choice);
  await board.locator('[data-test=labels-show]').click();
  await board.locator('[data-test=labels-said]').filter({ hasText: /\S/ }).waitFor();
  await look(board, 'supervisor-labels');
}

/** The map at both desks, what lies behind the figures, and the pages of a village. */
export async function insights({ person, town, locale, phone, look }: Tour): Promise<void> {
  const lamp = await town.facility('streetlight', 12);
  const { order, token } = await town.open('light-1', { facility_id: lamp.id, fault_kind: 'SL-01', description: '灯不亮' });
  await town.open('light-1', { facility_id: (await town.facility('streetlight', 14)).id, fault_kind: 'SL-08', danger: true, description: '麻手' });
  const operator = await person({ phone, locale });
  await signIn(operator, '/operator/', 'operator');
  await operator.goto('/operator/map');
  await operator.locator('.map-cluster').first().waitFor();
  await operator.locator('[data-test=map-nearest] li').first().waitFor();
  await look(operator, 'operator-map');
  await operator.locator('[name=map-village]').selectOption({ index: 3 });
  await operator.locator('[name=map-class]').selectOption({ index: 1 });
  // A village may have none of a class: then the page says so.
  await operator.locator('[data-test=map-nearest] :is(li, p)').first().waitFor();
  await look(operator, 'operator-map-village');
  const board = await person({ phone, locale });
  await signIn(board, '/supervisor/', 'supervisor');
  await board.goto('/supervisor/map');
  await board.locator('.map-cluster').first().waitFor();
  await look(board, 'supervisor-map');
  for (const part of ['haves', 'trends', 'patterns', 'crews']) {
    await board.goto(`/supervisor/insight/${part}`);
    await board.locator('main table, main li').first().waitFor();
    await board.waitForLoadState('networkidle');
    await look(board, `supervisor-insight-${part}`);
  }
  await board.goto('/supervisor/report');
  await board.locator('main table').first().waitFor();
  await look(board, 'supervisor-report');
  await board.goto('/supervisor/wall');
  await board.locator('main').waitFor();
  await look(board, 'supervisor-wall');

  for (const step of ['arrival', 'resolution']) {
    await town.post(`/work-orders/${order.id}/${step}`, step === 'arrival' ? {} : { outcome: 'repaired', action: '接好了', cause: '断线' }, 'light-1-lead');
  }
  const resident = await person({ phone, locale });
  await resident.goto(`/t/${token}`);
  await resident.locator('[data-test=updates]').waitFor();
  await resident.locator('[data-test=updates] button').click();
  await resident.locator('[data-test=updates] [role=alert]').waitFor();
  await look(resident, 'resident-updates');
  await resident.locator('[data-test=village]').click();
  const words = resident.locator(`[data-number="${order.number}"]`);
  await words.locator('button').first().waitFor();
  await look(resident, 'resident-village-page');
  await words.locator('button').nth(1).click();
  await expect(words.locator('button').nth(1)).toHaveAttribute('aria-pressed', 'true');
  await look(resident, 'resident-village-said');
  for (const scheme of ['light', 'dark']) {
    await resident.locator('[data-test=scheme]').click();
    await expect(resident.locator('html')).toHaveAttribute('data-scheme', scheme);
    await look(resident, `resident-${scheme}`);
    await board.goto('/supervisor/');
    await board.locator('[data-test=scheme]').selectOption(scheme);
    await board.locator('a.tile').first().waitFor();
    await look(board, `supervisor-${scheme}`);
  }
  await resident.goto('/v/all');
  await resident.locator('#village-choice').waitFor();
  await look(resident, 'resident-village-choose');
}

/** One's own account and everybody's. */
export async function accounts({ person, locale, phone, look }: Tour): Promise<void> {
  const admin = await person({ phone, locale });
  await signIn(admin, '/supervisor/', 'admin');
  await admin.goto('/supervisor/accounts');
  await admin.locator('[data-account]').first().waitFor();
  await look(admin, 'accounts');
  await admin.locator('[data-account] .button').first().click();
  await admin.locator('[data-test=account-form]').waitFor();
  await look(admin, 'account-change');
  await admin.keyboard.press('Escape');
  await admin.locator('[name=account-find]').fill('nobody of this name');
  await admin.locator('form.find button').click();
  await admin.locator('[data-account]').first().waitFor({ state: 'detached' });
  await look(admin, 'accounts-none');
  await admin.goto('/supervisor/account');
  await admin.locator('[data-test=sessions] li').first().waitFor();
  await look(admin, 'account-own');
  await admin.locator('[data-test=factor] .button').click();
  await admin.locator('[name=enrol-password]').fill('lamplighter-demo');
  await admin.locator('[data-test=enrol-begin] button[type=submit]').click();
  await admin.locator('svg.qr').waitFor();
  await look(admin, 'account-enrol');
  const crew = await person({ phone, locale });
  await signIn(crew, '/crew/', 'heat-1-lead');
  await crew.goto('/crew/account');
  await crew.locator('[data-test=sessions] li').first().waitFor();
  await look(crew, 'crew-account');
}

/** Looking at a person with a reason, and the log that tells of it. */
export async function audit({ person, town, locale, phone, look }: Tour): Promise<void> {
  const heater = await town.facility('heater', 4);
  const { order } = await town.open('heat-1', { facility_id: heater.id, fault_kind: 'HP-02', description: '不热', reporter: { name: '赵桂兰', phone: '13912345678' } });
  const operator = await person({ phone, locale });
  await signIn(operator, '/operator/', 'operator');
  await operator.goto(`/operator/orders/${order.id}`);
  await operator.locator('[data-test=reveal-ask]').first().click();
  await operator.locator('select[name=unmask-reason]').waitFor();
  await look(operator, 'operator-order-reveal');
  await operator.locator('[data-test=reveal-confirm]').click();
  await operator.locator('[data-test=reveal-clear]').waitFor();
  await look(operator, 'operator-order-revealed');
  await town.post(`/work-orders/${order.id}/acceptance`, undefined, 'heat-1-lead');
  const supervisor = await person({ phone, locale });
  await signIn(supervisor, '/supervisor/', 'supervisor');
  await supervisor.goto('/supervisor/person');
  await supervisor.locator('[name=person-phone]').fill('13912345678');
  await supervisor.locator('.person form button[type=submit]').click();
  await supervisor.locator('[data-test=person-held]').waitFor();
  await look(supervisor, 'supervisor-person');
  await supervisor.locator('[name=person-reason]').fill('本人书面申请');
  await supervisor.locator('[data-test=person-erase]').click();
  await supervisor.locator('[name=person-sure]').waitFor();
  await look(supervisor, 'supervisor-person-erase');
  await supervisor.locator('[name=person-sure]').check();
  await supervisor.locator('[data-test=person-erase-now]').click();
  await supervisor.locator('[data-test=person-erased]').waitFor();
  await look(supervisor, 'supervisor-person-erased');
  const auditor = await person({ phone, locale });
  await signIn(auditor, '/supervisor/', 'auditor');
  await auditor.goto('/supervisor/audit');
  await auditor.locator('[data-test=audit-rows] tbody tr').first().waitFor();
  await look(auditor, 'supervisor-audit');
  await auditor.goto('/supervisor/audit?act=acceptance');
  await auditor.locator('[data-test=audit-rows] tbody button').first().click();
  await auditor.locator('[data-test=audit-row]').waitFor();
  await look(auditor, 'supervisor-audit-row');
}
