'use client'

/** The dialog that claims a device: by its code, by its QR code, or from the devices that wait on the person's network. */
import { useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { continueTarget } from './continue-target.ts'
import { pairWindow } from './open-store.ts'
import { PairForm } from './pair-form.tsx'
import { PairNear } from './pair-near.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'
import { flutterSnippets } from './snippets.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useClaim } from './use-claim.ts'

export interface PairWindowProps {
  /** The person's teams in which they may claim devices. */
  teams: readonly { id: string; name: string }[]
  /** The URL that apps should use, or null to use the one in the address bar. */
  serverUrl: string | null
}

const none = () => null

function setOpen(isOpen: boolean) {
  if (!isOpen) continueTarget.set(null)
  pairWindow.setOpen(isOpen)
}
const close = () => setOpen(false)

export default function PairWindow({ teams, serverUrl }: PairWindowProps) {
  const t = useTranslations('pairing')
  const tUi = useTranslations('ui')
  const current = useTeamId()
  const [team, setTeam] = useState(teams.some(({ id }) => id === current) ? current : (teams[0]?.id ?? current))
  const [name, setName] = useState('')
  const { isBusy, claim } = useClaim()
  const target = useSyncExternalStore(continueTarget.subscribe, continueTarget.get, none)
  const whatRef = useRef<HTMLInputElement>(null)

  async function handleClaim(text: string) {
    const wish = target ? { continues: target.deviceId, team: current } : { name, team }
    if (await claim({ text, ...wish })) close()
  }

  return (
    <Dialog
      title={target ? t('continueTitle', { name: target.deviceName }) : t('title')}
      description={t(target ? 'continueText' : 'text')}
      isOpen
      isWide
      onOpenChange={setOpen}
      actions={
        <>
          <Button onClick={close}>{tUi('cancel')}</Button>
          <Button type="submit" form="pair-form" variant="primary" isBusy={isBusy}>
            {t(target ? 'continueDevice' : 'claim')}
          </Button>
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-6">
        <PairForm
          whatRef={whatRef}
          isNew={target === null}
          teams={teams}
          team={team}
          onTeam={setTeam}
          name={name}
          onName={setName}
          onClaim={(text) => void handleClaim(text)}
        />
        <PairNear team={team} name={name} onClaimed={close} onCodeNeeded={() => whatRef.current?.focus()} />
        <section className="flex min-w-0 flex-col gap-2">
          <h3 className="font-semibold">{t('howTitle')}</h3>
          <SnippetTabs label={t('howTitle')} snippets={flutterSnippets(serverUrl ?? location.origin)} />
        </section>
      </div>
    </Dialog>
  )
}
