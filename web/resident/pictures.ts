/** Whether this phone can draw small pictures such as 🚻 in colour; many old ones show an empty box instead. */
export const drawsPictures = ((): boolean => {
  try {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 24;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return false;
    context.font = '18px sans-serif';
    context.textBaseline = 'top';
    context.fillText('🚻', 0, 2);
    const { data } = context.getImageData(0, 0, 24, 24);
    for (let index = 0; index < data.length; index += 4) {
      if (data[index + 3] && (data[index] !== data[index + 1] || data[index] !== data[index + 2])) return true;
    }
    return false;
  } catch {
    return false;
  }
})();
