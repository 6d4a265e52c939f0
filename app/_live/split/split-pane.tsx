'use client'

/** One session of several that stand side by side: its own connection, list, selection and detail; filter and step are shared. */
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { AccessEnded } from '#app/_live/access-ended.tsx'
import { ConnectionBadge } from '#app/_live/connection-badge.tsx'
import type { FilterTerm } from '#app/_live/detail-context.ts'
import { DetailPane } from '#app/_live/detail-pane.tsx'
import { emptyKind } from '#app/_live/empty-kind.ts'
import { FollowButton } from '#app/_live/follow-button.tsx'
import type { Sight } from '#app/_live/list/sight.ts'
import { ListTicks } from '#app/_live/list-ticks.tsx'
import { LiveLogList, type LiveLogListControl } from '#app/_live/live-log-list.tsx'
import { LiveState } from '#app/_live/live-state.tsx'
import { RecordListArea } from '#app/_live/record-list-area.tsx'
import { SkeletonRows } from '#app/_live/skeleton-rows.tsx'
import { StatusLine } from '#app/_live/status-line.tsx'
import { ticketHello } from '#app/_live/ticket-hello.ts'
import { TimeShiftProvider } from '#app/_live/time-shift.ts'
import { useJump } from '#app/_live/use-jump.ts'
import { useListActs } from '#app/_live/use-list-acts.ts'
import { useLiveActions } from '#app/_live/use-live-actions.ts'
import { useLiveSnapshot, useLiveViewer, useLogView } from '#app/_live/use-live-viewer.ts'
import { useRecordCopies } from '#app/_live/use-record-copies.ts'
import { useRowOrder } from '#app/_live/use-row-order.ts'
import { useSelection } from '#app/_live/use-selection.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { X } from '#app/_ui/icons.ts'
import type { Level } from '#lib/protocol/levels.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { clockDifference } from '#lib/viewer/clock-difference.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import type { MarkedPlaces } from '#lib/viewer/query/mark-places.ts'
import type { StepScroller } from './step-scroller.ts'

/** What the keys of a pane do for all of them. */
export interface SharedActs {
  focusFilter: () => void
  clearFilter: () => void
  toggleLevel: (level: Level) => void
}

export interface SplitPaneProps {
  sessionId: string
  color: string
  /** The filter of all panes, without what cannot be read. */
  filter: LogFilter
  patterns: MarkedPlaces
  scroller: StepScroller
  /** Whether keys and the shared tools mean this pane. */
  isActive: boolean
  onActive: () => void
  /** Called when its source is open, and with null when it closes. */
  onSource: (sessionId: string, live: LiveSource | null) => void
  onFilterBy: (term: FilterTerm) => void
  onClose: () => void
  shared: SharedActs
}

export function SplitPane(props: SplitPaneProps) {
  const { sessionId, onSource } = props
  const target = useMemo(() => ({ session: sessionId }), [sessionId])
  const live = useLiveViewer(ticketHello, target)
  useEffect(() => {
    if (!live) return
    onSource(sessionId, live)
    return () => onSource(sessionId, null)
  }, [live, sessionId, onSource])
  return live ? (
    <Opened {...props} live={live} />
  ) : (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col lg:border-s lg:first:border-s-0">
      <SkeletonRows />
    </div>
  )
}

function Opened({ live, ...props }: SplitPaneProps & { live: LiveSource }) {
  const { sessionId, color, filter, patterns, scroller, isActive, onActive } = props
  const t = useTranslations('live')
  const { log } = live
  const snapshot = useLiveSnapshot(live)
  const view = useLogView(log)
  const list = useRef<LiveLogListControl>(null)
  const selection = useSelection(log, view, list)
  const copies = useRecordCopies(undefined)
  const jump = useJump(log, list)
  const [sight, setSight] = useState<Sight>({ timeMs: null, isCalm: false })
  const difference = clockDifference(snapshot.session)
  const shiftMs = difference?.shiftMs ?? 0
  const kind = emptyKind(snapshot, view)
  const { selected } = selection

  useRowOrder(log)
  useEffect(() => log.setFilter(filter), [log, filter])
  useEffect(
    () => scroller.add(sessionId, { log, shiftMs, showFirst: (place) => list.current?.showFirst(place) }),
    [scroller, sessionId, log, shiftMs],
  )
  const { isFollowing } = view
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isFollowing` is what has changed
  useEffect(() => scroller.noteFollowing(sessionId), [scroller, sessionId, isFollowing])
  const frame = useRef(0)
  /** After the list has drawn what it shows now. */
  const tellTime = useCallback(() => {
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      const row = list.current ? log.row(list.current.firstInSight()) : undefined
      if (row?.kind === 'record') scroller.see(sessionId, row.record.timeMs)
    })
  }, [log, scroller, sessionId])
  // A row in sight may come after the reader has.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view may have brought it
  useEffect(tellTime, [tellTime, view])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])

  function handleTouched() {
    scroller.lead(sessionId)
    if (!isActive) onActive()
  }

  if (snapshot.refusal) return <AccessEnded error={snapshot.refusal} />
  const name = snapshot.session ? visibleText(snapshot.session.device.name) : t('connection.connecting')
  return (
    <TimeShiftProvider value={shiftMs}>
      <section
        aria-label={name}
        data-active={isActive || undefined}
        onPointerDownCapture={handleTouched}
        onWheelCapture={handleTouched}
        onScrollCapture={tellTime}
        onTouchStartCapture={handleTouched}
        onFocusCapture={handleTouched}
        className="group flex min-h-0 min-w-0 flex-1 flex-col max-lg:border-t lg:border-s lg:first:border-s-0"
      >
        <header className="flex h-[calc(var(--spacing-control)+0.5rem)] shrink-0 items-center gap-2 border-b bg-surface ps-3 pe-1 group-data-active:bg-surface-raised">
          <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: color }} />
          <h2 title={name} className="min-w-0 truncate font-semibold">
            {name}
          </h2>
          {snapshot.session && (
            <span className="shrink-0 text-ink-muted text-sm tabular-nums max-xl:hidden">
              {new Date(snapshot.session.startedAtMs).toLocaleTimeString()}
            </span>
          )}
          <ConnectionBadge snapshot={snapshot} />
          {difference && (
            <span title={t('split.correctedText')} className="shrink-0 text-ink-muted text-sm max-xl:sr-only">
              {t('split.corrected')}
            </span>
          )}
          <span className="ms-auto flex shrink-0 items-center">
            <FollowButton view={view} onToggle={() => (view.isFollowing ? log.pause() : log.follow())} />
            <IconButton icon={X} label={t('split.close', { name })} hasTooltip={false} onClick={props.onClose} />
          </span>
        </header>
        {kind === 'connecting' ? (
          <SkeletonRows />
        ) : kind !== null ? (
          <LiveState
            kind={kind}
            view={view}
            onClearFilter={props.shared.clearFilter}
            onReload={() => live.reload()}
            summary={null}
            isAtMostOnce={snapshot.session?.delivery !== undefined}
          />
        ) : (
          <RecordListArea log={log} selection={selection} copies={copies}>
            <LiveLogList
              ref={list}
              log={log}
              view={view}
              patterns={patterns}
              startMs={snapshot.session && snapshot.session.startedAtMs - shiftMs}
              {...(selection.chosen ? { chosen: selection.chosen.keys } : {})}
              onOpen={selection.open}
              onSight={setSight}
            />
            <ListTicks log={log} onJump={jump} />
          </RecordListArea>
        )}
        <DetailPane
          isBelow
          row={selection.isOpen ? selected : null}
          log={log}
          patterns={patterns}
          onMove={selection.move}
          onClose={() => {
            selection.close()
            list.current?.focus()
          }}
          onFilterBy={props.onFilterBy}
        />
        {kind === null && <StatusLine log={log} view={view} sight={sight} name={name} />}
        {isActive && (
          <PaneKeys
            live={live}
            list={list}
            selection={selection}
            copies={copies}
            filter={filter}
            shared={props.shared}
          />
        )}
      </section>
    </TimeShiftProvider>
  )
}

interface PaneKeysProps {
  live: LiveSource
  list: RefObject<LiveLogListControl | null>
  selection: ReturnType<typeof useSelection>
  copies: ReturnType<typeof useRecordCopies>
  filter: LogFilter
  shared: SharedActs
}

/** The keys of the active pane. */
function PaneKeys({ live, list, selection, copies, filter, shared }: PaneKeysProps): null {
  const { log } = live
  useLiveActions({
    ...useListActs({ log, list, selection, copies, searched: filter.text }),
    copyShown: null,
    copyLink: null,
    filter: shared.focusFilter,
    toggleLevel: shared.toggleLevel,
    clear: () => log.clear(),
    close: () => void (selection.close() || shared.clearFilter()),
  })
  return null
}
