'use client'

/** Everything about how the list is read: lines, order, density, text size, times, columns, theme. Takes effect at once. */
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { DENSITIES, TEXT_SIZES, USUAL_READING } from '#app/_preferences/reading.ts'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { useReading } from '#app/_preferences/use-reading.ts'
import { Button } from '#app/_ui/button.tsx'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { Select } from '#app/_ui/select.tsx'
import { TIME_STYLES } from '#lib/viewer/format-time.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import { ColumnChoice } from './column-choice.tsx'
import { useMedia } from './use-media.ts'

const ORDERS = ['newestLast', 'newestFirst'] as const

export function ViewPanel({ log }: { log: LogSource }) {
  const t = useTranslations('reading')
  const tTheme = useTranslations('ui.theme')
  const [reading, change] = useReading()
  const isPhone = useMedia('(width < 40rem)')
  return (
    <div className="flex flex-col gap-4">
      <Checkbox label={t('wrap')} isOn={reading.isWrapped ?? isPhone} onChange={(isWrapped) => change({ isWrapped })} />
      <Checkbox
        label={t('collapse')}
        text={t('collapseText')}
        isOn={reading.isCollapsed}
        onChange={(isCollapsed) => change({ isCollapsed })}
      />
      <Part name={t('time')}>
        <Select
          aria-label={t('time')}
          value={reading.timeStyle}
          options={TIME_STYLES.map((value) => ({ value, label: t(`times.${value}`) }))}
          onChange={(timeStyle) => change({ timeStyle })}
        />
      </Part>
      <Part name={t('order')}>
        <SegmentedControl
          label={t('order')}
          value={reading.isNewestFirst ? 'newestFirst' : 'newestLast'}
          options={ORDERS.map((value) => ({ value, label: t(value) }))}
          onChange={(order) => change({ isNewestFirst: order === 'newestFirst' })}
        />
      </Part>
      <Part name={t('density')}>
        <SegmentedControl
          label={t('density')}
          value={reading.density}
          options={DENSITIES.map((value) => ({ value, label: t(value) }))}
          onChange={(density) => change({ density })}
        />
      </Part>
      <Part name={t('textSize')}>
        <SegmentedControl
          label={t('textSize')}
          value={reading.textSize}
          options={TEXT_SIZES.map((value) => ({ value, label: t(value) }))}
          onChange={(textSize) => change({ textSize })}
        />
      </Part>
      <Part name={t('columns')}>
        <ColumnChoice log={log} reading={reading} onChange={(columns) => change({ columns })} />
      </Part>
      <Part name={tTheme('label')}>
        <ThemeSwitch />
      </Part>
      <Button variant="ghost" className="self-start" onClick={() => change(USUAL_READING)}>
        {t('reset')}
      </Button>
    </div>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="font-medium text-sm">
        {name}
      </span>
      {children}
    </div>
  )
}
