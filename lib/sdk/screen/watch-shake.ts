/** Listens to the accelerometer of a browser, and knows whether a person must allow that first (iOS). */
import { SHAKE_THRESHOLD_G, ShakeDetector } from './shake.ts'

interface Motion {
  requestPermission?: () => Promise<'granted' | 'denied' | 'default'>
}

/** Calls `shaken` for each shake. Returns a function that stops it. */
export function watchShake(shaken: () => void, thresholdG: number = SHAKE_THRESHOLD_G): () => void {
  if (typeof addEventListener !== 'function') return () => {}
  const detector = new ShakeDetector(thresholdG)
  const onMotion = ({ accelerationIncludingGravity: a }: DeviceMotionEvent) => {
    if (a && detector.moved(a.x ?? 0, a.y ?? 0, a.z ?? 0, Date.now())) shaken()
  }
  addEventListener('devicemotion', onMotion)
  return () => removeEventListener('devicemotion', onMotion)
}

/** Whether this browser needs {@link allowShake} before it reports movements. */
export function needsPermission(): boolean {
  return typeof motion()?.requestPermission === 'function'
}

/** Asks the person; call it from a press. Returns false when they refuse, or when the browser has no accelerometer. */
export async function allowShake(): Promise<boolean> {
  try {
    return (await motion()?.requestPermission?.()) === 'granted'
  } catch {
    return false // It was not called from a press, or the page is not served over https.
  }
}

function motion(): Motion | undefined {
  return (window as { DeviceMotionEvent?: Motion }).DeviceMotionEvent
}
