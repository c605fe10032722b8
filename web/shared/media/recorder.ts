/** A minute says enough, and arrives over a poor network. */
export const LONGEST_SECONDS = 60;
export const MOST_BYTES = 1024 * 1024;
const BITS_PER_SECOND = 24_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export interface Recording {
  bytes: ArrayBuffer;
  type: string;
}

export const canRecord = (): boolean =>
  'mediaDevices' in navigator && 'getUserMedia' in navigator.mediaDevices && 'MediaRecorder' in globalThis;

/** The media type without what follows it. */
export const bare = (type: string): string => type.split(';')[0]?.trim() ?? '';

/** Records until `stop` is called or a minute is over; nothing when it was too much or nothing was said. */
export async function record(): Promise<{ done: Promise<Recording | null>; stop: () => void }> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  const done = new Promise<Recording | null>((resolve) => {
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      const whole = new Blob(parts);
      const type = bare(recorder.mimeType);
      if (whole.size === 0 || whole.size > MOST_BYTES) resolve(null);
      else void whole.arrayBuffer().then((bytes) => resolve({ bytes, type }));
    };
  });
  recorder.start();
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const timer = setTimeout(stop, LONGEST_SECONDS * 1000);
  void done.then(() => clearTimeout(timer));
  return { done, stop };
}
