'use client'

/** What the team allows Flutter apps and web clients to do. Owners change it; every member sees it. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Switch } from '#app/_ui/switch.tsx'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'

export interface Switches {
  allowsSeedViewers: boolean
  adoptsRestarts: boolean
}

export interface FlutterSwitchesProps {
  initial: Switches
  mayChange: boolean
}

const NAMES = ['adoptsRestarts', 'allowsSeedViewers'] as const

export function FlutterSwitches({ initial, mayChange }: FlutterSwitchesProps) {
  const t = useTranslations('team')
  const team = useTeamId()
  const { act } = useAct()
  const [switches, setSwitches] = useState(initial)

  async function handleChange(name: keyof Switches, isOn: boolean) {
    setSwitches((now) => ({ ...now, [name]: isOn }))
    const done = await act(() => call('PATCH', `/api/v1/team?team=${team}`, { [name]: isOn }))
    if (!done) setSwitches((now) => ({ ...now, [name]: !isOn }))
  }

  return (
    <div className="flex flex-col divide-y divide-line rounded border bg-surface-raised">
      {NAMES.map((name) => (
        <div key={name} className="px-4 py-3">
          <Switch
            label={t(name)}
            text={t(`${name}Text`)}
            isOn={switches[name]}
            isDisabled={!mayChange}
            onChange={(isOn) => void handleChange(name, isOn)}
          />
        </div>
      ))}
    </div>
  )
}
