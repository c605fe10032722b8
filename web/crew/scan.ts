/** Reads a code from one picture of the camera; nothing while there is none. */
export type Decode = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;
const FORMATS = ['qr_code', 'ean_13', 'code_128'];
/** Wide enough for a label at arm's length, and small enough for an old phone. */
const WIDTH = 640;

/** The browser's own decoder, or one that is fetched when it is first needed. */
export async function makeDecoder(): Promise<Decode> {
  const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Own) {
    const detector = new Own({ formats: FORMATS });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!context || video.videoWidth === 0) return null;
    canvas.width = WIDTH;
    canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data || null;
  };
}

export const canScan = (): boolean => 'mediaDevices' in navigator && 'getUserMedia' in navigator.mediaDevices;

/** Looks through the camera until something is read, `stop` is called, or nothing works. */
export function scan(video: HTMLVideoElement): { read: Promise<string>; stop: () => void } {
  let stream: MediaStream | null = null;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  const look = async (): Promise<string> => {
    const decode = await makeDecoder();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
    if (stopped) throw new DOMException('stopped', 'AbortError');
    video.srcObject = stream;
    await video.play();
    for (;;) {
      if (stopped) throw new DOMException('stopped', 'AbortError');
      const read = await decode(video);
      if (read) return read;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };
  return { read: look().finally(stop), stop };
}
