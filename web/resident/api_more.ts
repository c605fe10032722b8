import type { NewReport, PublicFacility, PublicReport, Schemas } from './api';
import { sendTo } from './attachments';
import { call, type Outcome } from './call';
import { recall } from './memory';

// What the first screen does not ask for.
const put = <T>(path: string, body: unknown): Promise<Outcome<T>> =>
  call<T>(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

function post<T>(path: string, key: string, body: unknown): Promise<Outcome<T>> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
}

export const getFacility = (code: string): Promise<Outcome<PublicFacility>> =>
  call(`/facilities/${encodeURIComponent(code)}`);
export const getReport = (token: string): Promise<Outcome<PublicReport>> =>
  call(`/reports/${encodeURIComponent(token)}`);
/** What goes with the report beside its words follows by itself. */
export async function postReport(key: string, body: NewReport): Promise<Outcome<PublicReport>> {
  const outcome = await post<PublicReport>('/reports', key, body);
  if ('ok' in outcome && recall('attachments')) void sendTo(outcome.ok.token);
  return outcome;
}
export const postVerdict = (
  token: string,
  key: string,
  body: Schemas['NewVerdict'],
): Promise<Outcome<PublicReport>> => post(`/reports/${encodeURIComponent(token)}/verdict`, key, body);
export const putUpdates = (token: string, body: Schemas['UpdatesChoice']): Promise<Outcome<PublicReport>> =>
  put(`/reports/${encodeURIComponent(token)}/updates`, body);
export const getVillage = (code: string): Promise<Outcome<Schemas['PublicVillage']>> =>
  call(`/villages/${encodeURIComponent(code)}`);
export const putWord = (number: string, body: Schemas['NeighbourWord']): Promise<Outcome<Schemas['PublicVillageOrder']>> =>
  put(`/work-orders/${encodeURIComponent(number)}/word`, body);
