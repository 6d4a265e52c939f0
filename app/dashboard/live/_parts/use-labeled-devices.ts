'use client'

/** The devices with a label, asked for again when the team's devices change: those that get the label join, others leave. */
import { useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'
import { listPath } from '#app/dashboard/_parts/list-path.ts'
import { useTeamId, useTeamValue } from '#app/dashboard/_parts/team-channel-provider.tsx'
import { LIMITS } from '#lib/protocol/limits.ts'

export interface GroupDevice {
  id: string
  name: string
}

export interface Group {
  devices: readonly GroupDevice[]
  /** Whether there are more devices than these. */
  isMore: boolean
}

/** A person who labels ten devices changes them one after the other. */
const SETTLE_MS = 250

/** `initial` is what the page was rendered with; without a label it stays. */
export function useLabeledDevices(label: string | null, initial: Group): Group {
  const teamId = useTeamId()
  const [group, setGroup] = useState<Group>({ devices: initial.devices, isMore: initial.isMore })
  const isLoaded = useTeamValue((snapshot) => snapshot.isLoaded)
  const deviceChanges = useTeamValue(({ changes }) => changes.devices)
  // Where not all find room, those that are live come first.
  const sessionChanges = useTeamValue(({ changes }) => changes.sessions)
  const changes = group.isMore ? deviceChanges + sessionChanges : deviceChanges

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change asks again
  useEffect(() => {
    if (label === null || !isLoaded) return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const limit = String(LIMITS.groupDevicesMax)
      const path = listPath('/api/v1/devices', { team: teamId, label, limit })
      call<{ devices: GroupDevice[]; nextCursor: string | null }>('GET', path, undefined, {
        signal: abort.signal,
      }).then(
        ({ devices, nextCursor }) => {
          if (abort.signal.aborted) return
          setGroup({ devices: devices.map(({ id, name }) => ({ id, name })), isMore: nextCursor !== null })
        },
        // The group stays as it is; the next change asks again. A lost connection is shown by the page itself.
        () => {},
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [label, teamId, isLoaded, changes])
  return group
}
