'use client'

/**
 * Records that say the same, counted together: what is frequent, what is new, what is severe. Beside the list where there is room,
 * else a sheet. Counts only while it is open.
 */
import { memo, useEffect, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { X } from '#app/_ui/icons.ts'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { Sheet } from '#app/_ui/sheet.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import type { LogFilter, LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import type { Patterns } from '#lib/viewer/questions/patterns.ts'
import { PatternItem } from './pattern-item.tsx'
import { isNewPattern, orderedPatterns, type PatternOrder } from './pattern-order.ts'
import { PAUSE_MS, useAnswer } from './use-answer.ts'
import { useMedia, WIDE } from './use-media.ts'

export interface PatternsPaneProps {
  log: LogSource
  isFollowing: boolean
  /** Whether a record's detail is open: the list would have no room beside both. */
  isDetailOpen: boolean
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  onJump: (place: LogPlace) => void
  onClose: () => void
}

/** Bars of a sparkline, and rows that are drawn before the reader asks for more. */
const BARS = 24
const ROWS = 100
/** Time between two counts, milliseconds. */
const COUNT_MS = 1_000

export const PatternsPane = memo(function PatternsPane(props: PatternsPaneProps) {
  const t = useTranslations('live.patterns')
  const tUi = useTranslations('ui')
  const isWide = useMedia(WIDE)
  if (!isWide) {
    return (
      <Sheet title={t('title')} isOpen isModal={false} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
        <PatternList {...props} />
      </Sheet>
    )
  }
  return (
    <aside
      aria-label={t('title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        // The page's key would clear the filter.
        event.preventDefault()
        props.onClose()
      }}
      data-aside={props.isDetailOpen || undefined}
      className="flex w-96 shrink-0 animate-slide-in flex-col border-l bg-surface-raised data-aside:max-2xl:hidden xl:w-110"
    >
      <div className="flex shrink-0 items-center border-b py-1 pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{t('title')}</h2>
        <IconButton icon={X} label={tUi('close')} onClick={props.onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <PatternList {...props} />
      </div>
    </aside>
  )
})

function PatternList({ log, isFollowing, filter, onFilter, onJump, onClose }: PatternsPaneProps) {
  const t = useTranslations('live.patterns')
  const isWide = useMedia(WIDE)
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<PatternOrder>('count')
  const [isOnlyShown, setOnlyShown] = useState(false)
  const [rowsMax, setRowsMax] = useState(ROWS)
  const [round, setRound] = useState(0)
  const [isReading, setReading] = useState(true)
  const request = useMemo(
    () => ({ which: isOnlyShown ? ('shown' as const) : ('all' as const), barCountMax: BARS, round }),
    [isOnlyShown, round],
  )
  const answer = useAnswer(log, 'patterns', request, isReading ? PAUSE_MS : COUNT_MS)
  const pausedMs = usePausedMs(isFollowing, answer)

  // A large log is read in several rounds.
  useEffect(() => {
    if (!answer) return
    setReading(!answer.isComplete)
    if (!answer.isComplete) setRound((last) => last + 1)
  }, [answer])

  const rows = useMemo(() => (answer ? orderedPatterns(answer.rows, search, order) : []), [answer, search, order])

  function handleJump(place: LogPlace) {
    // The sheet covers the record.
    if (!isWide) onClose()
    onJump(place)
  }

  return (
    <div className="flex flex-col">
      <div className="flex flex-col gap-2 border-b p-3">
        <p className="text-ink-muted text-sm">{t('text', { any: '<*>' })}</p>
        <TextInput
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <SegmentedControl<PatternOrder>
          label={t('sort')}
          value={order}
          options={[
            { value: 'count', label: t('byCount') },
            { value: 'new', label: t('byNew') },
            { value: 'level', label: t('byLevel') },
          ]}
          onChange={setOrder}
        />
        <Checkbox label={t('onlyShown')} isOn={isOnlyShown} onChange={setOnlyShown} />
      </div>
      {answer && !answer.isComplete && (
        <p className="border-b px-3 py-2 text-ink-muted text-sm tabular-nums">
          {t('working', { count: answer.count })}
        </p>
      )}
      {answer && (
        <ul aria-label={t('list', { count: rows.length })}>
          {rows.slice(0, rowsMax).map((row) => (
            <PatternItem
              key={row.id}
              row={row}
              isNew={isNewPattern(row, answer, pausedMs)}
              filter={filter}
              onFilter={onFilter}
              onJump={handleJump}
            />
          ))}
        </ul>
      )}
      {answer && rows.length === 0 && <p className="p-3 text-ink-muted text-sm">{t('none')}</p>}
      {rows.length > rowsMax && (
        <button
          type="button"
          onClick={() => setRowsMax(rowsMax + ROWS)}
          className="m-3 rounded text-left text-accent text-sm hover:underline"
        >
          {t('more', { count: rows.length - rowsMax })}
        </button>
      )}
      {answer && answer.otherCount > 0 && (
        <p className="p-3 text-ink-muted text-sm">{t('other', { count: answer.otherCount })}</p>
      )}
    </div>
  )
}

/** Time of the newest record when the reader paused; null while following. */
function usePausedMs(isFollowing: boolean, answer: Patterns | null): number | null {
  const [pausedMs, setPausedMs] = useState<number | null>(null)
  const toMs = answer?.toMs ?? null
  if (isFollowing && pausedMs !== null) setPausedMs(null)
  if (!isFollowing && pausedMs === null && toMs !== null) setPausedMs(toMs)
  return pausedMs
}
