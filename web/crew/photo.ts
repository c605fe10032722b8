export const LONGEST_SIDE_PIXELS = 1600;
const QUALITY = 0.82;

/** The size that fits into the longest side, never larger than it was. */
export function fit(width: number, height: number, longest = LONGEST_SIDE_PIXELS): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A phone's picture as a small JPEG, upright and without what the camera wrote into it; nothing if it is none. */
export async function shrink(file: Blob): Promise<ArrayBuffer | null> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const { width, height } = fit(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return null;
    // A transparent picture would turn black.
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    return blob ? await blob.arrayBuffer() : null;
  } catch {
    return null;
  }
}
