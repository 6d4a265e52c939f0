'use client'

/** A QR code, always dark on light with its quiet zone, so that every camera reads it in both themes. */
import { QRCodeSVG } from 'qrcode.react'

export interface QrCardProps {
  text: string
  /** What the code holds, for screen readers. */
  label: string
  sizePx?: number
}

export function QrCard({ text, label, sizePx = 176 }: QrCardProps) {
  return (
    <div className="w-fit shrink-0 overflow-hidden rounded border">
      <QRCodeSVG
        value={text}
        title={label}
        role="img"
        aria-label={label}
        size={sizePx}
        marginSize={4}
        level="M"
        bgColor="#ffffff"
        fgColor="#0b1316"
      />
    </div>
  )
}
