/** A QR code as what a camera and a file bring: raw video for Chromium's fake camera, and black squares to draw. */
import { encode } from 'uqr'

const WIDTH = 640
const HEIGHT = 480
const WHITE = 235
const BLACK = 16

/** YUV4MPEG2, a second of one still picture; Chromium plays it in a loop. */
export function qrVideo(text: string): Buffer {
  const { data } = encode(text, { ecc: 'L', border: 4 })
  const scale = Math.floor(HEIGHT / data.length)
  const [left, top] = [(WIDTH - data.length * scale) >> 1, (HEIGHT - data.length * scale) >> 1]
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  for (let y = 0; y < data.length * scale; y++)
    for (let x = 0; x < data.length * scale; x++)
      if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)]) luma[(top + y) * WIDTH + left + x] = BLACK
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])
  return Buffer.concat([header, ...Array.from({ length: 10 }, () => frame)])
}

export function qrSquares(text: string): boolean[][] {
  return encode(text, { ecc: 'L', border: 4 }).data
}
