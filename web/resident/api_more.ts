import { call, type NewReport, type Outcome, type PublicFacility, type PublicReport, type Schemas } from './api';

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
export const postReport = (key: string, body: NewReport): Promise<Outcome<PublicReport>> =>
  post('/reports', key, body);
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
export const attach = (token: string, key: string, type: string, body: ArrayBuffer): Promise<Outcome<Schemas['PublicAttachment']>> =>
  call(`/reports/${encodeURIComponent(token)}/attachments`, { method: 'POST', headers: { 'Content-Type': type, 'Idempotency-Key': key }, body });
