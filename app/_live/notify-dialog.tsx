'use client'

/** "Notify me": what a person wants to hear of while this page is in the background. Asks the browser only on their press. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { askToNotify, beep, notifyAbility } from './notify.ts'
import { type NotifyOn, useNotifySetting } from './use-notify-setting.ts'

export interface NotifyDialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function NotifyDialog({ isOpen, onOpenChange }: NotifyDialogProps) {
  const t = useTranslations('live.attention')
  const setting = useNotifySetting()
  const [ability, setAbility] = useState(notifyAbility)

  async function choose(on: NotifyOn) {
    setting.setOn(on)
    if (on !== 'off' && notifyAbility() === 'default') setAbility(await askToNotify())
  }

  function chooseSound(hasSound: boolean) {
    setting.setSound(hasSound)
    // What it sounds like; and browsers let a page be heard only after a press.
    if (hasSound) beep()
  }

  return (
    <Dialog title={t('title')} description={t('text')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <div className="flex flex-col gap-4">
        <SegmentedControl<NotifyOn>
          label={t('title')}
          value={setting.on}
          options={[
            { value: 'off', label: t('off') },
            { value: 'errors', label: t('errors') },
            { value: 'filter', label: t('filter') },
          ]}
          onChange={(on) => void choose(on)}
        />
        {setting.on !== 'off' && ability === 'denied' && <Notice tone="warn">{t('denied')}</Notice>}
        {setting.on !== 'off' && ability === 'missing' && <Notice tone="warn">{t('missing')}</Notice>}
        <Checkbox label={t('sound')} isOn={setting.hasSound} onChange={chooseSound} />
        <Checkbox label={t('line')} text={t('lineText')} isOn={setting.hasLine} onChange={setting.setLine} />
      </div>
    </Dialog>
  )
}
