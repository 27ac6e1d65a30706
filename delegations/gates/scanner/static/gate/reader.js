/* Reads QR codes from pictures, in a worker, so that the page never waits. Gets bitmaps, gives back the text or "". */
import { prepareZXingModule, readBarcodes } from "../vendor/zxing/reader/index.js";

const OPTIONS = {
  formats: ["QRCode"],
  maxNumberOfSymbols: 1,
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
};
const ready = prepareZXingModule({
  overrides: { locateFile: (path) => new URL(`../vendor/zxing/reader/${path}`, import.meta.url).href },
  fireImmediately: true,
});
let canvas = null;

globalThis.addEventListener("message", async ({ data: bitmap }) => {
  try {
    await ready;
    const { width, height } = bitmap;
    if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const found = await readBarcodes(context.getImageData(0, 0, width, height), OPTIONS);
    globalThis.postMessage({ text: found[0]?.isValid ? found[0].text : "" });
  } catch (error) {
    globalThis.postMessage({ text: "", error: String(error) });
  } finally {
    bitmap.close();
  }
});
