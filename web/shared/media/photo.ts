export const LONGEST_SIDE_PIXELS = 1600;
/** A day of 90 photos without a network stays below 40 MB. */
export const MOST_PHOTO_BYTES = 400 * 1024;
/** Tried one after the other until it is small enough; the last is taken as it is. */
const TRIES = [
  { longest: LONGEST_SIDE_PIXELS, quality: 0.82 },
  { longest: LONGEST_SIDE_PIXELS, quality: 0.65 },
  { longest: 1280, quality: 0.65 },
  { longest: 1280, quality: 0.45 },
  { longest: 960, quality: 0.4 },
] as const;

/** The size that fits into the longest side, never larger than it was. */
export function fit(width: number, height: number, longest = LONGEST_SIDE_PIXELS): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A phone's picture as a small JPEG, upright and without what the camera wrote into it; nothing if it is none. */
export async function shrink(file: Blob): Promise<ArrayBuffer | null> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    try {
      let blob: Blob | null = null;
      for (const { longest, quality } of TRIES) {
        blob = await drawn(picture, longest, quality);
        if (!blob || blob.size <= MOST_PHOTO_BYTES) break;
      }
      return blob ? await blob.arrayBuffer() : null;
    } finally {
      picture.close();
    }
  } catch {
    return null;
  }
}

async function drawn(picture: ImageBitmap, longest: number, quality: number): Promise<Blob | null> {
  const { width, height } = fit(picture.width, picture.height, longest);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  // A transparent picture would turn black.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
