'use client'

/** What this person wants to hear of while the page is in the background. Remembered in this browser. */
import { useRemembered } from './use-remembered.ts'

export type NotifyOn = 'off' | 'errors' | 'filter'

export interface NotifySetting {
  on: NotifyOn
  hasSound: boolean
  /** Whether a notification shows the first line of a record: others may see the screen. */
  hasLine: boolean
  setOn: (on: NotifyOn) => void
  setSound: (hasSound: boolean) => void
  setLine: (hasLine: boolean) => void
}

const ON = ['off', 'errors', 'filter'] as const
const YES_NO = ['yes', 'no'] as const

export function useNotifySetting(): NotifySetting {
  const [on, setOn] = useRemembered<NotifyOn>('notify', ON, 'off')
  const [sound, setSound] = useRemembered('notify-sound', YES_NO, 'no')
  const [line, setLine] = useRemembered('notify-line', YES_NO, 'no')
  return {
    on,
    hasSound: sound === 'yes',
    hasLine: line === 'yes',
    setOn,
    setSound: (hasSound) => setSound(hasSound ? 'yes' : 'no'),
    setLine: (hasLine) => setLine(hasLine ? 'yes' : 'no'),
  }
}
