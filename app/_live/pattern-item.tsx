'use client'

/** One pattern: its text, how many records have it and when, and what can be done with it. */
import clsx from 'clsx'
import { memo } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { Badge } from '#app/_ui/badge.tsx'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { ArrowDownToLine, EyeOff, Funnel } from '#app/_ui/icons.ts'
import { levelIndex } from '#lib/protocol/levels.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LogFilter, LogPlace } from '#lib/viewer/log-source.ts'
import { hasTerm, patternTerm, toggledTerm } from '#lib/viewer/patterns/pattern-term.ts'
import type { PatternRow } from '#lib/viewer/questions/patterns.ts'
import { LevelMark } from './level-mark.tsx'
import { usualLevel, worstLevel } from './pattern-order.ts'

export interface PatternItemProps {
  row: PatternRow
  isNew: boolean
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  onJump: (place: LogPlace) => void
}

export const PatternItem = memo(function PatternItem({ row, isNew, filter, onFilter, onJump }: PatternItemProps) {
  const t = useTranslations('live.patterns')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const level = usualLevel(row)
  const worst = worstLevel(row)
  const template = visibleText(row.template) || t('blank')
  const [only, without] = [patternTerm(row.template, false), patternTerm(row.template, true)]
  const toggle = (term: string) => onFilter({ ...filter, text: toggledTerm(filter.text, term) })
  const canFilter = row.template.replaceAll('<*>', '').trim() !== ''
  return (
    <li className="flex flex-col gap-1 border-b px-3 py-2 hover:bg-surface-hover">
      <div className="flex min-w-0 gap-2">
        <LevelMark level={level} name={tLevels(level)} />
        <p
          title={template}
          className="line-clamp-3 min-w-0 flex-1 break-words font-mono text-code [font-feature-settings:'zero','calt'_0]"
        >
          {template.split('<*>').map((text, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text
            <span key={i}>
              {i > 0 && <span className="rounded-sm bg-accent-soft text-accent">{'<*>'}</span>}
              {text}
            </span>
          ))}
        </p>
      </div>
      <div className="flex items-center gap-2 pl-6">
        <span title={t('count', { count: row.count })} className="min-w-12 font-medium text-sm tabular-nums">
          {format.number(row.count)}
        </span>
        <Sparkline bars={row.bars} />
        {worst !== level && (worst === 'error' || worst === 'fatal') && (
          <span className="flex items-center gap-1 text-sm tabular-nums">
            <LevelMark level={worst} name={tLevels(worst)} />
            {format.number(row.levels[levelIndex(worst)] ?? 0)}
          </span>
        )}
        {isNew && <Badge tone="accent">{t('isNew')}</Badge>}
        <span className="ml-auto flex gap-0.5">
          {canFilter && (
            <Act
              icon={Funnel}
              name={t('isolateOf', { template })}
              hint={t('isolate')}
              isOn={hasTerm(filter.text, only)}
              onPress={() => toggle(only)}
            />
          )}
          {canFilter && (
            <Act
              icon={EyeOff}
              name={t('hideOf', { template })}
              hint={t('hide')}
              isOn={hasTerm(filter.text, without)}
              onPress={() => toggle(without)}
            />
          )}
          <Act
            icon={ArrowDownToLine}
            name={t('jumpOf', { template })}
            hint={t('jump')}
            onPress={() => onJump(row.newest)}
          />
        </span>
      </div>
    </li>
  )
})

interface ActProps {
  icon: IconComponent
  name: string
  hint: string
  isOn?: boolean
  onPress: () => void
}

/** Hundreds of them: a plain title in place of a tooltip each. */
function Act({ icon: Icon, name, hint, isOn, onPress }: ActProps) {
  return (
    <button
      type="button"
      aria-label={name}
      title={hint}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      onClick={onPress}
      className={clsx(
        'grid size-8 place-items-center rounded text-ink-muted hover:bg-surface-selected hover:text-ink aria-pressed:text-accent',
        isOn && 'bg-accent-soft',
      )}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  )
}

/** Decoration: the counts and the time line say the same in words. */
function Sparkline({ bars }: { bars: readonly number[] }) {
  const most = Math.max(1, ...bars)
  const [width, height] = [72, 16]
  const step = width / Math.max(1, bars.length)
  const path = bars
    .map((count, i) => {
      const tall = count === 0 ? 0 : Math.max(1, (count / most) * height)
      return count === 0
        ? ''
        : `M${(i * step).toFixed(1)} ${height}v${-tall.toFixed(1)}h${Math.max(1, step - 1).toFixed(1)}v${tall.toFixed(1)}z`
    })
    .join('')
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${height}`} className="h-4 w-18 shrink-0 border-b fill-ink-faint">
      <path d={path} />
    </svg>
  )
}
