import { rmSync } from 'node:fs';
import { makeDemo } from './program';

/** Makes the demo town once for all tests and takes it away at the end. */
export default function setUp(): () => void {
  const folder = makeDemo();
  process.env.LAMPLIGHTER_E2E_DEMO = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
