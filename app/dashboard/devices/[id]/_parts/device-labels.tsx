'use client'

/** The labels of a device, and the button that opens their editor, whose code is loaded on the first click. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Tags } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { LabelChips } from '#app/dashboard/_parts/label-chips.tsx'

const LabelEditor = lazyPart(async () => (await import('./label-editor.tsx')).LabelEditor)

export interface DeviceLabelsProps {
  device: { id: string; name: string; labels: readonly string[] }
  /** Labels of the team's devices. */
  known: readonly string[]
  mayEdit: boolean
}

export function DeviceLabels({ device, known, mayEdit }: DeviceLabelsProps) {
  const t = useTranslations('labels')
  const [isOpen, setOpen] = useState(false)
  if (!mayEdit && device.labels.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <LabelChips labels={device.labels} />
      {mayEdit && (
        <Button variant="ghost" onClick={() => setOpen(true)} className="-mx-1">
          <Tags aria-hidden className="size-4" />
          {t(device.labels.length > 0 ? 'edit' : 'add')}
        </Button>
      )}
      {isOpen && <LabelEditor device={device} known={known} onClose={() => setOpen(false)} />}
    </div>
  )
}
