'use client'

/** Creates links that let others watch one session or one device, and lists the ones that work. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog } from '#app/_ui/dialog.tsx'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import { ShareForm } from './share-form.tsx'
import { ShareLinks } from './share-links.tsx'
import { type MadeLink, ShareResult } from './share-result.tsx'

export interface ShareDialogProps {
  teamId: string
  /** Null: only the device can be shared. */
  sessionId: string | null
  deviceId: string
  deviceName: string
  /** Origin of new links; null: the origin of this page. */
  serverUrl: string | null
  /** The record that the page has selected. */
  place?: LogPlace | null
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function ShareDialog(props: ShareDialogProps) {
  const t = useTranslations('share')
  const { teamId, sessionId, deviceId, deviceName, serverUrl, place = null, isOpen, onOpenChange } = props
  const [made, setMade] = useState<MadeLink | null>(null)

  function handleOpenChange(next: boolean) {
    // Do not keep a secret longer than it is shown.
    if (!next) setMade(null)
    onOpenChange(next)
  }

  return (
    <Dialog title={t('title')} description={t('text')} isOpen={isOpen} onOpenChange={handleOpenChange}>
      <div className="flex flex-col gap-6">
        {made ? (
          <ShareResult link={made} deviceName={deviceName} place={place} onAnother={() => setMade(null)} />
        ) : (
          <ShareForm sessionId={sessionId} deviceId={deviceId} serverUrl={serverUrl} onMade={setMade} />
        )}
        <ShareLinks key={made?.id} teamId={teamId} sessionId={sessionId} deviceId={deviceId} />
      </div>
    </Dialog>
  )
}
