/**
 * Reads QR codes from pictures: with the browser's own detector if it supports them, else with ZXing compiled to
 * WebAssembly, which is loaded from our own server when it is first needed.
 */

export interface QrDetector {
  /** The texts of all codes in the picture. */
  read(source: ImageBitmapSource): Promise<string[]>
}

interface DetectorClass {
  new (options: { formats: ['qr_code'] }): { detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]> }
}
type NativeDetectorClass = DetectorClass & { getSupportedFormats(): Promise<string[]> }

let loading: Promise<QrDetector> | null = null

/** Rejects when the WebAssembly cannot be loaded; the next call tries again. */
export function loadQrDetector(): Promise<QrDetector> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

async function load(): Promise<QrDetector> {
  const Detector = (await findNative()) ?? (await loadZxing())
  const detector = new Detector({ formats: ['qr_code'] })
  return {
    read: async (source) =>
      (await detector.detect(source)).map(({ rawValue }) => rawValue).filter((text) => text.length > 0),
  }
}

async function findNative(): Promise<DetectorClass | null> {
  const { BarcodeDetector } = window as { BarcodeDetector?: NativeDetectorClass }
  // Some systems have the class but support no formats.
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => [])
  return BarcodeDetector && formats?.includes('qr_code') ? BarcodeDetector : null
}

async function loadZxing(): Promise<DetectorClass> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  const wasm = new URL('zxing-wasm/reader/zxing_reader.wasm', import.meta.url).href
  // The library's default is a CDN.
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })
  return BarcodeDetector as unknown as DetectorClass
}
