/** "39.85827, 116.79505" as one may paste it from a chat; nothing when the words are no position of this part of the world. */
export function positionIn(words: string): { latitude: number; longitude: number } | null {
  const found = /^\s*(\d{1,3}\.\d{3,})\s*[,，\s]\s*(\d{1,3}\.\d{3,})\s*$/.exec(words.normalize('NFKC'));
  if (!found) return null;
  const [a, b] = [Number(found[1]), Number(found[2])];
  const [latitude, longitude] = a > b ? [b, a] : [a, b];
  return latitude <= 90 && longitude <= 180 ? { latitude, longitude } : null;
}
