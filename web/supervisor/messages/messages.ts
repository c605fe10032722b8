import type { Schemas } from '../../shared/api/client';

export type Destination = Schemas['Destination'];
export type Delivery = Schemas['Delivery'];
export type Carrier = Destination['carrier'];
export type Shown = '' | Delivery['state'] | 'failed';
type Template = Schemas['ReviewedTemplate'];

export const CARRIERS: Carrier[] = ['wecom_robot', 'dingtalk_robot', 'webhook', 'mail', 'aliyun_sms', 'tencent_sms', 'open311'];
export const STATES: Shown[] = ['', 'waiting', 'failed', 'handed_over', 'dead', 'sent', 'merged'];

/** What reporters can be told of by a short message, as the server has it. */
export const REPORTER_KINDS: Schemas['Event']['kind'][] = [
  'report_accepted', 'report_merged', 'report_rejected', 'report_referred', 'work_order_arrived', 'work_order_resolved',
  'work_order_closed', 'work_order_reopened', 'work_order_cancelled', 'work_order_shelved', 'sla_extended',
  'request_approved', 'outage_declared', 'outage_ended',
];

export const isShortMessage = (carrier: Carrier): boolean => carrier === 'aliyun_sms' || carrier === 'tencent_sms';

export interface TemplateRow {
  about: string;
  template: string;
  variables: string;
}

export interface DestinationForm {
  name: string;
  carrier: Carrier;
  address: string;
  reporters: boolean;
  secret: string;
  language: 'zh' | 'en';
  about: string[];
  villages: string[];
  crew: string;
  /** Of the maker who hears of machines under warranty. */
  brand: string;
  quiet: boolean;
  quiet_from: string;
  quiet_to: string;
  digest_above: number;
  mail_server: string;
  mail_user: string;
  mail_from: string;
  /** On this day the month's report goes there, and nothing else; 0: what happens, as it happens. */
  month_day: number;
  sms_sign: string;
  sms_key: string;
  sms_app: string;
  sms_server: string;
  sms_templates: TemplateRow[];
  /** open311: our fault kinds and their services, a line each, `SL-01 = 42`. */
  services: string;
  jurisdiction_id: string;
  format: string;
  active: boolean;
}

export const emptyForm = (): DestinationForm => ({
  name: '', carrier: 'wecom_robot', address: '', reporters: false, secret: '', language: 'zh', about: [], villages: [], crew: '', brand: '',
  quiet: false, quiet_from: '22:00', quiet_to: '07:00', digest_above: 0, mail_server: '', mail_user: '', mail_from: '', month_day: 0,
  sms_sign: '', sms_key: '', sms_app: '', sms_server: '', sms_templates: [], services: '', jurisdiction_id: '', format: 'json', active: true,
});

export function formOf(one: Destination): DestinationForm {
  return {
    ...emptyForm(),
    name: one.name,
    carrier: one.carrier,
    address: one.address === 'reporter' ? '' : one.address,
    reporters: one.address === 'reporter',
    language: one.language,
    about: [...one.about],
    villages: [...one.villages],
    crew: one.crew ?? '',
    brand: one.brand ?? '',
    quiet: !!one.quiet,
    quiet_from: one.quiet?.from ?? '22:00',
    quiet_to: one.quiet?.to ?? '07:00',
    digest_above: one.digest_above,
    mail_server: one.mail_server ?? '',
    mail_user: one.mail_user ?? '',
    mail_from: one.mail_from ?? '',
    month_day: one.month_report_day ?? 0,
    sms_sign: one.sms_sign ?? '',
    sms_key: one.sms_key ?? '',
    sms_app: one.sms_app ?? '',
    sms_server: one.sms_server ?? '',
    sms_templates: one.sms_templates.map(({ about, template, variables }) => ({ about, template, variables: variables.join(' ') })),
    services: one.services.map(({ fault_kind, service_code }) => `${fault_kind} = ${service_code}`).join('\n'),
    jurisdiction_id: one.jurisdiction_id ?? '',
    format: one.format ?? 'json',
    active: one.active,
  };
}

/** The table as people write it; what has no `=` names the same code on both sides. */
export const servicesOf = (text: string): Schemas['ServiceMapping'][] =>
  text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [kind = '', ...code] = line.split(/[=＝]/);
    return { fault_kind: kind.trim(), service_code: code.join('=').trim() || kind.trim() };
  });

const templateOf = (row: TemplateRow): Template => ({
  about: row.about,
  template: row.template.trim(),
  variables: row.variables.split(/[\s,，、]+/).filter(Boolean),
});

/** What is sent; only what the carrier needs, and a secret only when a new one was typed. `before`: what it was. */
export function bodyOf(form: DestinationForm, before?: Destination): Schemas['NewDestination'] {
  const sms = isShortMessage(form.carrier);
  const given = (value: string): string | undefined => value.trim() || undefined;
  const body: Schemas['NewDestination'] = {
    name: form.name.trim(),
    carrier: form.carrier,
    address: sms && form.reporters ? 'reporter' : form.address.trim(),
    language: form.language,
    about: sms || form.carrier === 'open311' ? [] : form.about,
    villages: form.villages,
    active: form.active,
    per_minute: before?.per_minute ?? 0,
  };
  if (form.secret) body.secret = form.secret.trim();
  if (form.crew && !(sms && form.reporters)) body.crew = form.crew;
  if (form.brand.trim()) body.brand = form.brand.trim();
  if (form.quiet) body.quiet = { from: form.quiet_from, to: form.quiet_to };
  if (!sms && form.carrier !== 'webhook' && form.carrier !== 'open311') body.digest_above = form.digest_above;
  if (form.carrier === 'open311') {
    body.services = servicesOf(form.services);
    body.format = form.format === 'xml' ? 'xml' : 'json';
    if (given(form.jurisdiction_id)) body.jurisdiction_id = form.jurisdiction_id.trim();
  }
  if (form.carrier === 'mail') {
    Object.assign(body, { mail_server: form.mail_server.trim(), mail_from: form.mail_from.trim() });
    if (given(form.mail_user)) body.mail_user = form.mail_user.trim();
    if (form.month_day > 0) Object.assign(body, { month_report_day: form.month_day, about: [], villages: [], digest_above: 0 });
  }
  if (sms) {
    body.sms_sign = form.sms_sign.trim();
    body.sms_key = form.sms_key.trim();
    body.sms_templates = form.sms_templates.filter((row) => row.about && row.template.trim()).map(templateOf);
    if (given(form.sms_server)) body.sms_server = form.sms_server.trim();
    if (form.carrier === 'tencent_sms' && given(form.sms_app)) body.sms_app = form.sms_app.trim();
    if (before?.sms_region) body.sms_region = before.sms_region;
  }
  return body;
}

/** Whether it tells of something that happened; a trial and a month's report do not. */
export const tellsOfFact = (one: Delivery): boolean => one.message.startsWith('msg_');

/** The month that is told of next, by the one that was told of last. */
export function nextMonth(last: string | null): string {
  const [year, month] = (last ?? '').split('-').map(Number);
  if (!year || !month) return '';
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** The same with nothing changed but whether it is switched on; the secret stays as it is. */
export const switchedOf = (one: Destination, active: boolean): Schemas['NewDestination'] => ({ ...bodyOf(formOf(one), one), active });

/** Why a try failed, for people: which of the sentences in the dictionary, by what the receiver or the network said. */
const WHY: [RegExp, string][] = [
  [/switched off/, 'off'],
  [/inside a network/, 'inside'],
  [/Could(n't| not) resolve/i, 'no_name'],
  [/Could(n't| not) connect|Failed to connect/i, 'no_connection'],
  [/timeout|timed out/i, 'slow'],
  [/SSL|certificate/i, 'tls'],
  [/errcode (93000|300001)/, 'robot_unknown'],
  [/errcode (45009|130101)/, 'robot_busy'],
  [/errcode 310000/, 'robot_sign'],
  [/BUSINESS_LIMIT_CONTROL|LimitExceeded|DAY_LIMIT|MONTH_LIMIT|Throttling/, 'sms_busy'],
  [/AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|InsufficientBalance/, 'sms_money'],
  [/TEMPLATE|Template/, 'sms_template'],
  [/SIGNATURE_ILLEGAL|SIGN_NAME|FailedOperation.Signature/, 'sms_sign'],
  [/SignatureDoesNotMatch|InvalidAccessKey|AuthFailure/, 'sms_key'],
  [/MOBILE_NUMBER_ILLEGAL|IncorrectPhoneNumber|no mobile number/, 'sms_number'],
  [/^not delivered/, 'sms_failed'],
  [/no receipt/, 'sms_silent'],
  [/knows nothing of it/, 'sms_asking'],
  [/their list has no service/, 'no_service'],
  [/none of Open311's|list of services: it is empty/, 'not_open311'],
  [/taken back before/, 'taken_back'],
  [/HTTP 410/, 'gone'],
  [/HTTP 4\d\d/, 'refused'],
  [/HTTP 5\d\d/, 'broken'],
  [/SMTP 5\d\d|Login denied/, 'mail_refused'],
];

export function whyOf(last_error: string | null): string {
  if (!last_error) return '';
  return WHY.find(([said]) => said.test(last_error))?.[1] ?? 'other';
}
