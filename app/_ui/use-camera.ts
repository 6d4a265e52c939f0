'use client'

/** Shows the picture of a camera in a video element until the component unmounts, or says why there is no camera. */
import { type RefObject, useEffect, useState } from 'react'

export type CameraState =
  | 'starting'
  | 'on'
  /** The person or the browser's settings denied access. */
  | 'denied'
  | 'none'
  /** Another program uses the camera. */
  | 'busy'
  /** Browsers allow cameras only over https and on localhost. */
  | 'insecure'

export interface Camera {
  state: CameraState
  /** Cameras of this device; empty until the person has allowed access. */
  cameras: readonly MediaDeviceInfo[]
  /** Null if the camera has no light. */
  setTorch: ((isOn: boolean) => void) | null
}

/** `deviceId` selects a camera; null means the rear camera if there is one. A new `attempt` asks for access again. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, deviceId: string | null, attempt: number): Camera {
  const [camera, setCamera] = useState<Camera>({ state: 'starting', cameras: [], setTorch: null })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new start
  useEffect(() => {
    let isOver = false
    let stream: MediaStream | null = null
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    const start = async () => {
      if (!navigator.mediaDevices) throw new DOMException('', 'SecurityError')
      stream = await navigator.mediaDevices.getUserMedia({
        video: deviceId === null ? { facingMode: 'environment' } : { deviceId: { exact: deviceId } },
      })
      if (isOver) return stop()
      const element = video.current
      if (!element) return
      element.srcObject = stream
      await element.play()
      const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput')
      if (!isOver) setCamera({ state: 'on', cameras, setTorch: torchOf(stream) })
    }
    setCamera((before) => ({ ...before, state: 'starting', setTorch: null }))
    start().catch((error: unknown) => {
      stop()
      if (!isOver) setCamera({ state: stateOf(error), cameras: [], setTorch: null })
    })
    return () => {
      isOver = true
      stop()
    }
  }, [video, deviceId, attempt])

  return camera
}

function stateOf(error: unknown): CameraState {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'denied'
    case 'SecurityError':
      return 'insecure'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    default:
      return 'none'
  }
}

function torchOf(stream: MediaStream): Camera['setTorch'] {
  const [track] = stream.getVideoTracks()
  // The DOM types lack this property, which only phones have.
  const capabilities = track?.getCapabilities?.() as { torch?: boolean } | undefined
  if (!track || !capabilities?.torch) return null
  return (isOn) =>
    void track.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] }).catch(() => {})
}
