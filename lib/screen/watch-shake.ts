/** Listens to the accelerometer of a browser until told to stop. Where a person must allow it first (iOS), it says so. */
import { SHAKE_THRESHOLD_G, ShakeDetector } from './shake.ts'

interface Motion {
  requestPermission?: () => Promise<'granted' | 'denied' | 'default'>
}

/** Calls `shaken` for each shake. Returns how to stop. */
export function watchShake(shaken: () => void, thresholdG: number = SHAKE_THRESHOLD_G): () => void {
  if (typeof addEventListener !== 'function') return () => {}
  const detector = new ShakeDetector(thresholdG)
  const hear = ({ accelerationIncludingGravity: a }: DeviceMotionEvent) => {
    if (a && detector.moved(a.x ?? 0, a.y ?? 0, a.z ?? 0, Date.now())) shaken()
  }
  addEventListener('devicemotion', hear)
  return () => removeEventListener('devicemotion', hear)
}

/** Whether this browser keeps the accelerometer until a person allows it, by {@link allowShake}. */
export function needsPermission(): boolean {
  return typeof motion()?.requestPermission === 'function'
}

/** To be called from a press: asks the person. False: refused, or there is nothing to ask. */
export async function allowShake(): Promise<boolean> {
  try {
    return (await motion()?.requestPermission?.()) === 'granted'
  } catch {
    return false // not from a press, or not over https
  }
}

function motion(): Motion | undefined {
  return (window as { DeviceMotionEvent?: Motion }).DeviceMotionEvent
}
