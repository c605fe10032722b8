import { test } from './people';

export * from './people';

/** A measurement: it runs only when it is asked for (LAMPLIGHTER_MEASURE=1), and tells its figure. */
export const measured: typeof test = ((name: string, body: Parameters<typeof test>[2]) => {
  test.describe(name, () => {
    test.skip(!process.env.LAMPLIGHTER_MEASURE, 'a measurement');
    test.setTimeout(1_200_000);
    test('measured', body);
  });
}) as unknown as typeof test;

export const tell = (figure: string): void => {
  test.info().annotations.push({ type: 'figure', description: figure });
  process.stdout.write(`${figure}\n`);
};
/** The value below which a part of the sorted ones lies. */
export const share = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
