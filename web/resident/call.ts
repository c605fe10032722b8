import { ask, type Problem } from './api';

/** What a call came to: an answer, a refusal with a reason, or no answer at all (try again later). */
export type Outcome<T> = { ok: T } | { refused: Problem } | { unreachable: true };

const TRY_AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

export async function call<T>(path: string, init: RequestInit = {}): Promise<Outcome<T>> {
  try {
    const response = await ask(path, init);
    if (response.ok) return { ok: (await response.json()) as T };
    if (TRY_AGAIN.has(response.status)) return { unreachable: true };
    return { refused: await readProblem(response) };
  } catch {
    return { unreachable: true };
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = { type: 'about:blank', title: response.statusText, status: response.status, detail: '' };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}
