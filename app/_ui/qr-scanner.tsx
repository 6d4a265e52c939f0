'use client'

/**
 * Scans a QR code with the camera, or from a picture that is chosen, dropped or pasted. Reports each text once, and shows why
 * the camera is unavailable. The caller interprets the text.
 */
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import { Camera, Flashlight, ImageUp } from './icons.ts'
import { Notice } from './notice.tsx'
import { loadQrDetector, type QrDetector } from './qr-detector.ts'
import { Select } from './select.tsx'
import { Spinner } from './spinner.tsx'
import { useCamera } from './use-camera.ts'

export interface QrScannerProps {
  /** May be called again for another code; never twice in a row for the same one. */
  onText: (text: string) => void
}

type Failure = 'noCode' | 'noPicture' | 'noDetector'

/** Often enough to feel immediate, rarely enough to spare a phone's battery. */
const LOOK_EVERY_MS = 120

export function QrScanner({ onText }: QrScannerProps) {
  const t = useTranslations('scanner')
  const video = useRef<HTMLVideoElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const told = useRef<string | null>(null)
  const [deviceId, setDeviceId] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [isTorchOn, setTorchOn] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { state, cameras, setTorch } = useCamera(video, deviceId, attempt)

  const tell = (text: string) => {
    if (told.current === text) return
    told.current = text
    setFailure(null)
    onText(text)
  }
  const tellNow = useRef(tell)
  tellNow.current = tell

  useEffect(() => {
    if (state !== 'on') return
    return lookAgainAndAgain(
      () => video.current,
      (text) => tellNow.current(text),
      () => setFailure('noDetector'),
    )
  }, [state])

  const readNow = useRef(readPicture)
  readNow.current = readPicture

  // Listen on the whole page: nobody sets the focus before pasting.
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = event.clipboardData?.files[0]
      if (picture) void readNow.current(picture)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [])

  async function readPicture(picture: Blob | undefined) {
    if (!picture?.type.startsWith('image/')) return setFailure('noPicture')
    const detector = await loadQrDetector().catch(() => null)
    if (!detector) return setFailure('noDetector')
    const bitmap = await createImageBitmap(picture).catch(() => null)
    if (!bitmap) return setFailure('noPicture')
    const [text] = await detector.read(bitmap).catch(() => [])
    bitmap.close()
    told.current = null
    if (text === undefined) setFailure('noCode')
    else tell(text)
  }

  function handleDrop(event: DragEvent) {
    event.preventDefault()
    void readPicture(event.dataTransfer.files[0])
  }

  return (
    <section
      aria-label={t('label')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={handleDrop}
      className="flex flex-col gap-3"
    >
      <div className="relative aspect-square w-full overflow-hidden rounded border bg-surface-sunken sm:aspect-video">
        {/* A live picture without sound has nothing to caption. */}
        <video
          ref={video}
          muted
          playsInline
          aria-label={t('picture')}
          data-on={state === 'on' || undefined}
          className="absolute inset-0 size-full object-cover opacity-0 data-on:opacity-100"
        />
        {state === 'on' ? (
          <div
            aria-hidden
            className="absolute inset-0 m-auto aspect-square h-3/5 rounded border-2 border-white/80 shadow-floating"
          />
        ) : (
          <div
            role="status"
            className="absolute inset-0 flex flex-col items-center justify-center gap-3 p-4 text-center text-ink-muted"
          >
            {state === 'starting' ? (
              <Spinner />
            ) : (
              <Camera aria-hidden strokeWidth={1.5} className="size-8 text-ink-faint" />
            )}
            <p className="max-w-sm text-pretty text-sm">{t(`camera.${state}`)}</p>
            {(state === 'denied' || state === 'busy' || state === 'none') && (
              <Button onClick={() => setAttempt(attempt + 1)}>{t('again')}</Button>
            )}
          </div>
        )}
      </div>
      {failure && (
        <Notice tone="warn" role="alert">
          {t(failure)}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => file.current?.click()}>
          <ImageUp aria-hidden className="size-4" />
          {t('fromPicture')}
        </Button>
        <input
          ref={file}
          type="file"
          accept="image/*"
          tabIndex={-1}
          aria-label={t('fromPicture')}
          className="sr-only"
          onChange={(event) => {
            void readPicture(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        {setTorch && (
          <Button
            aria-pressed={isTorchOn}
            onClick={() => {
              setTorch(!isTorchOn)
              setTorchOn(!isTorchOn)
            }}
          >
            <Flashlight aria-hidden className="size-4" />
            {t('torch')}
          </Button>
        )}
        {cameras.length > 1 && (
          <Select
            aria-label={t('choose')}
            value={deviceId ?? cameras[0]?.deviceId ?? ''}
            options={cameras.map((camera, i) => ({
              value: camera.deviceId,
              label: camera.label || t('numbered', { number: String(i + 1) }),
            }))}
            onChange={(id) => {
              setDeviceId(id)
              setTorchOn(false)
            }}
          />
        )}
        <p className="text-ink-muted text-sm">{t('dropHint')}</p>
      </div>
    </section>
  )
}

/** Returns a function that stops. */
function lookAgainAndAgain(
  picture: () => HTMLVideoElement | null,
  tell: (text: string) => void,
  fail: () => void,
): () => void {
  let isOver = false
  let timer: ReturnType<typeof setTimeout>
  const look = async (detector: QrDetector) => {
    const video = picture()
    const texts = video && video.readyState >= video.HAVE_CURRENT_DATA ? await detector.read(video).catch(() => []) : []
    if (isOver) return
    if (texts[0] !== undefined) tell(texts[0])
    timer = setTimeout(() => void look(detector), LOOK_EVERY_MS)
  }
  loadQrDetector().then(
    (detector) => void (isOver || look(detector)),
    () => isOver || fail(),
  )
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
