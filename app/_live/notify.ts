'use client'

/** Desktop notifications and a short sound, where the browser has them. */

export type NotifyAbility = 'granted' | 'denied' | 'default' | 'missing'

export function notifyAbility(): NotifyAbility {
  return typeof Notification === 'function' ? Notification.permission : 'missing'
}

/** Call it on a person's press only: browsers ignore, and people resent, any other question. */
export async function askToNotify(): Promise<NotifyAbility> {
  if (typeof Notification !== 'function') return 'missing'
  return Notification.requestPermission()
}

/** `tag` replaces an earlier notification of the same page. */
export function notify(title: string, body: string, tag: string): void {
  if (notifyAbility() !== 'granted') return
  try {
    const shown = new Notification(title, { body, tag, icon: '/icon-512.png' })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch {
    // Chrome on Android has notifications for service workers only. The title and the sound are left.
  }
}

let audio: AudioContext | null = null

/** Two short tones. Silent until the person has pressed something on this page: browsers insist on that. */
export function beep(): void {
  if (typeof AudioContext !== 'function') return
  audio ??= new AudioContext()
  const context = audio
  void context.resume()
  for (const [i, hertz] of [880, 1_320].entries()) {
    const from = context.currentTime + i * 0.12
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    // From and to silence, or the loudspeaker clicks.
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(0.08, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.11)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + 0.12)
  }
}
