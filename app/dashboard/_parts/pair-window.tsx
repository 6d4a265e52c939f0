'use client'

/** The window that claims a device: by what it shows, by its QR code, or from those that wait in the person's network. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { FlutterSnippets } from './flutter-snippets.tsx'
import { pairWindow } from './open-store.ts'
import { PairForm } from './pair-form.tsx'
import { PairNear } from './pair-near.tsx'
import { useTeamId } from './team-feed-provider.tsx'
import { useClaim } from './use-claim.ts'

export interface PairWindowProps {
  /** Those of the person where they may claim. */
  teams: readonly { id: string; name: string }[]
  /** The address apps should use; null where the one in the address bar is as good as any. */
  serverUrl: string | null
}

const close = () => pairWindow.setOpen(false)

export default function PairWindow({ teams, serverUrl }: PairWindowProps) {
  const t = useTranslations('pairing')
  const tUi = useTranslations('ui')
  const current = useTeamId()
  const [team, setTeam] = useState(teams.some(({ id }) => id === current) ? current : (teams[0]?.id ?? current))
  const [name, setName] = useState('')
  const { isBusy, claim } = useClaim()

  async function handleClaim(text: string) {
    if (await claim({ text, name, team })) close()
  }

  return (
    <Dialog
      title={t('title')}
      description={t('text')}
      isOpen
      isWide
      onOpenChange={pairWindow.setOpen}
      actions={
        <>
          <Button onClick={close}>{tUi('cancel')}</Button>
          <Button type="submit" form="pair-form" variant="primary" isBusy={isBusy}>
            {t('claim')}
          </Button>
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-6">
        <PairForm
          teams={teams}
          team={team}
          onTeam={setTeam}
          name={name}
          onName={setName}
          onClaim={(text) => void handleClaim(text)}
        />
        <PairNear team={team} name={name} onClaimed={close} />
        <section className="flex min-w-0 flex-col gap-2">
          <h3 className="font-semibold">{t('howTitle')}</h3>
          <FlutterSnippets label={t('howTitle')} url={serverUrl ?? location.origin} />
        </section>
      </div>
    </Dialog>
  )
}
