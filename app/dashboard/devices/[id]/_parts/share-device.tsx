'use client'

/** Opens the dialog that shares a device across its sessions. Its code is loaded on the first click. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Share2 } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'

const ShareDialog = lazyPart(async () => (await import('#app/_live/share-dialog.tsx')).ShareDialog)

export interface ShareDeviceProps {
  device: { id: string; name: string }
  serverUrl: string | null
}

export function ShareDevice({ device, serverUrl }: ShareDeviceProps) {
  const t = useTranslations('devices')
  const teamId = useTeamId()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Share2 aria-hidden className="size-4" />
        {t('share')}
      </Button>
      {isOpen && (
        <ShareDialog
          isOpen
          onOpenChange={setOpen}
          teamId={teamId}
          sessionId={null}
          deviceId={device.id}
          deviceName={device.name}
          serverUrl={serverUrl}
        />
      )}
    </>
  )
}
