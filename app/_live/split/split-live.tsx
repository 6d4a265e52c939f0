'use client'

/**
 * Several sessions side by side, one list each, below one filter. They scroll in step by time until the reader turns that off.
 * Where there is no room beside each other, they stand one above the other.
 */
import Link from 'next/link'
import { type Ref, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FilterChips } from '#app/_live/filter-chips.tsx'
import { FilterField } from '#app/_live/filter-field.tsx'
import { LevelChips } from '#app/_live/level-chips.tsx'
import { useLogView } from '#app/_live/use-live-viewer.ts'
import { sessionColor } from '#app/_live/use-merging.ts'
import { type UrlFilter, useUrlFilter } from '#app/_live/use-url-filter.ts'
import { ViewMenu } from '#app/_live/view-menu.tsx'
import { Button } from '#app/_ui/button.tsx'
import { iconButtonStyle } from '#app/_ui/button-style.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { ArrowLeft, Combine, Link2, Link2Off } from '#app/_ui/icons.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { NO_FILTER } from '#lib/viewer/log-source.ts'
import { chosenLevels, withLevels, withTerm } from '#lib/viewer/query/edit.ts'
import { SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { type SharedActs, SplitPane } from './split-pane.tsx'
import { StepScroller } from './step-scroller.ts'

export interface SplitLiveProps {
  sessionIds: readonly string[]
  /** Shows the same sessions in one time line. */
  onMerge: () => void
  backHref: string
  /** Leaves a session out. */
  onClose: (sessionId: string) => void
}

export function SplitLive({ sessionIds, onMerge, backHref, onClose }: SplitLiveProps) {
  const t = useTranslations('live')
  const [applied, setApplied] = useState(NO_FILTER)
  const urlFilter = useUrlFilter(useMemo(() => ({ setFilter: setApplied }), []))
  const { filter, change, query } = urlFilter
  const patterns = useMemo(() => new SearchMarks(query, null), [query])
  const [scroller] = useState(() => new StepScroller())
  const [isInStep, setInStep] = useState(true)
  const [active, setActive] = useState(sessionIds[0] ?? '')
  const [sources, setSources] = useState<ReadonlyMap<string, LiveSource>>(new Map())
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => scroller.setOn(isInStep), [scroller, isInStep])
  useEffect(() => scroller.lead(active), [scroller, active])

  const takeSource = useCallback(
    (id: string, live: LiveSource | null) =>
      setSources((known) => new Map([...known].filter(([other]) => other !== id).concat(live ? [[id, live]] : []))),
    [],
  )

  const shared: SharedActs = {
    focusFilter: () => field.current?.select(),
    clearFilter: () => change(NO_FILTER),
    toggleLevel: (level) => {
      const chosen = chosenLevels(filter)
      const isChosen = chosen.includes(level)
      change(withLevels(filter, isChosen ? chosen.filter((other) => other !== level) : [...chosen, level]))
    },
  }
  const activeSource = sources.get(active) ?? [...sources.values()][0]
  const StepIcon = isInStep ? Link2 : Link2Off
  return (
    <>
      <header className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b bg-surface px-2 py-1 lg:flex-nowrap">
        <div className="flex min-w-0 flex-1 items-center gap-2 lg:flex-none">
          <Link href={backHref} aria-label={t('back')} className={iconButtonStyle('ghost', 'md:hidden')}>
            <ArrowLeft aria-hidden className="size-4" />
          </Link>
          <h1 className="min-w-0 truncate pl-1 font-semibold">{t('split.title', { count: sessionIds.length })}</h1>
        </div>
        <div className="order-last flex w-full min-w-0 items-center gap-x-2 gap-y-1 max-sm:flex-wrap lg:order-none lg:w-auto lg:flex-1">
          {activeSource && <SharedFilter live={activeSource} urlFilter={urlFilter} fieldRef={field} />}
        </div>
        <div className="flex shrink-0 items-center gap-0.5">
          <Button
            variant="ghost"
            aria-pressed={isInStep}
            title={t(isInStep ? 'split.inStepText' : 'split.freeText')}
            onClick={() => setInStep(!isInStep)}
            className="aria-pressed:text-accent max-sm:px-2"
          >
            <StepIcon aria-hidden className="size-4" />
            <span className="max-sm:sr-only">{t('split.inStep')}</span>
          </Button>
          {activeSource && <ViewMenu log={activeSource.log} />}
          <IconButton icon={Combine} label={t('split.merge')} onClick={onMerge} />
        </div>
      </header>
      <FilterChips filter={filter} onFilter={change} />
      <div className="flex min-h-0 flex-1 overflow-hidden max-lg:flex-col">
        {sessionIds.map((id, i) => (
          <SplitPane
            key={id}
            sessionId={id}
            color={sessionColor(i)}
            filter={applied}
            patterns={patterns}
            scroller={scroller}
            isActive={id === active}
            onActive={() => setActive(id)}
            onSource={takeSource}
            onFilterBy={(term) => change(withTerm(filter, term))}
            onClose={() => onClose(id)}
            shared={shared}
          />
        ))}
      </div>
    </>
  )
}

interface SharedFilterProps {
  /** The active pane's: what it has seen completes the filter. */
  live: LiveSource
  urlFilter: UrlFilter
  fieldRef: Ref<HTMLInputElement>
}

function SharedFilter({ live: { log }, urlFilter, fieldRef }: SharedFilterProps) {
  const view = useLogView(log)
  const { filter, change, fault } = urlFilter
  return (
    <>
      <div className="flex min-w-0 overflow-x-auto max-sm:order-last max-sm:max-w-full sm:max-lg:max-w-1/2 [scrollbar-width:none]">
        <LevelChips counts={view.levels} filter={filter} onFilter={change} />
      </div>
      <FilterField
        ref={fieldRef}
        log={log}
        text={filter.text}
        fault={fault}
        view={view}
        onChange={(text) => change({ ...filter, text })}
      />
    </>
  )
}
