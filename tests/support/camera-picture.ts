/** QR codes as images: a video for Chromium's fake camera, and a PNG made with Node alone. */
import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

const WIDTH = 640
const HEIGHT = 480
/** Number of frames in the video, which Chromium repeats. */
const FRAMES = 2

/** Brightness of each pixel, with the code in the middle of a white image. */
function pointsOf(text: string): Uint8Array {
  const { data, size } = encode(text, { ecc: 'L', border: 4 })
  const scale = Math.floor(HEIGHT / size)
  const left = Math.floor((WIDTH - size * scale) / 2)
  const top = Math.floor((HEIGHT - size * scale) / 2)
  const points = new Uint8Array(WIDTH * HEIGHT).fill(235)
  for (let y = 0; y < size * scale; y++)
    for (let x = 0; x < size * scale; x++)
      if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)]) points[(top + y) * WIDTH + left + x] = 16
  return points
}

/** The format that `--use-file-for-fake-video-capture` accepts. */
export function filmOf(text: string): Buffer {
  const grey = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = [Buffer.from('FRAME\n'), pointsOf(text), grey]
  const frames = Array.from({ length: FRAMES }, () => frame).flat()
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`), ...frames])
}

export function pngOf(text: string): Buffer {
  const points = pointsOf(text)
  const lines = Array.from({ length: HEIGHT }, (_, y) => [Buffer.of(0), points.subarray(y * WIDTH, (y + 1) * WIDTH)])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header[8] = 8 // bits of a point; the rest is zero: greyscale
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
