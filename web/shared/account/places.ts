const BROWSERS = [
  ['MicroMessenger', '微信 WeChat'],
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['HarmonyOS', 'HarmonyOS'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** What a User-Agent says, in two words people know; its own first words when it says nothing of the kind. */
export function browserOf(user_agent: string): string {
  const browser = BROWSERS.find(([mark]) => user_agent.includes(mark))?.[1];
  const system = SYSTEMS.find(([mark]) => user_agent.includes(mark))?.[1];
  return [browser, system].filter(Boolean).join(' · ') || user_agent.slice(0, 40) || '?';
}
