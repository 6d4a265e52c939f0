'use client'

/** The live page of an open session: tool line, notices, the list or its placeholder, detail. Fills its parent. */
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { toast } from 'sonner'
import { useTranslations } from 'use-intl'
import { useReading } from '#app/_preferences/use-reading.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import { clockDifference } from '#lib/viewer/clock-difference.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { NO_FILTER } from '#lib/viewer/log-source.ts'
import { type TermChoice, withTerm } from '#lib/viewer/query/edit.ts'
import { findValue } from '#lib/viewer/query/find-value.ts'
import { SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { ClockBar } from './clock-bar.tsx'
import { DetailPane } from './detail-pane.tsx'
import { FilterActionsProvider } from './filter-actions.tsx'
import { FilterChips } from './filter-chips.tsx'
import type { Sight } from './list/row-list.ts'
import { type KeepRight, useKeep } from './keep/use-keep.ts'
import { LiveLogList, type LiveLogListControl } from './live-log-list.tsx'
import { emptyKind, LiveState } from './live-state.tsx'
import { NoticeBars, type OtherRuns } from './notice-bars.tsx'
import { LazySaveWindow } from './save/lazy-save-window.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import { StatusLine } from './status-line.tsx'
import { TimeShiftProvider } from './time-shift.ts'
import { ToolLine } from './tool-line.tsx'
import { useCalmView } from './use-calm-view.ts'
import { useCopyShown } from './use-copy-shown.ts'
import { useDirectChoice } from './use-direct-choice.ts'
import { useFind } from './use-find.ts'
import { useDroppedFile } from './use-dropped-file.ts'
import { useLiveKeys } from './use-live-keys.ts'
import { useLiveSnapshot } from './use-live-viewer.ts'
import { useSelection } from './use-selection.ts'
import { useUrlFilter } from './use-url-filter.ts'
import { ViewMenu } from './view-menu.tsx'

const FindBar = lazy(() => import('./find-bar.tsx'))

export interface LivePageProps {
  live: LiveSource
  /** Name to show until the device is known. */
  fallbackName: string
  backHref: string | null
  newerHref?: string | null
  others?: OtherRuns | null
  actions?: ReactNode
  menu?: ReactNode
  /** Whether the records may be kept in this browser, and by which right. */
  keep?: KeepRight
  /** What is known about a session that has ended; null for guests. */
  summary: ((session: SessionState) => ReactNode) | null
}

export function LivePage(props: LivePageProps) {
  const { live, fallbackName, backHref, newerHref = null, others = null, actions, menu, summary } = props
  const t = useTranslations('live')
  const { log } = live
  const snapshot = useLiveSnapshot(live)
  const view = useCalmView(log)
  const { filter, change: setFilter, parsed, fault } = useUrlFilter(log)
  const [isDirectWanted, chooseDirect] = useDirectChoice(live)
  const list = useRef<LiveLogListControl>(null)
  const filterField = useRef<HTMLInputElement>(null)
  const selection = useSelection(log, list)
  const find = useFind(log, view, list, selection.choose)
  const found = find.isOpen ? find.text : ''
  const patterns = useMemo(() => new SearchMarks(parsed.query, findValue(found)), [parsed, found])
  const filterActions = useMemo(
    () => ({ addTerm: (choice: TermChoice) => setFilter(withTerm(filter, choice)) }),
    [filter, setFilter],
  )
  const { copyShown, copyRecord } = useCopyShown(log)
  const keep = useKeep(live, props.keep)
  useDroppedFile(snapshot.path === 'file')
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [isCorrected, setCorrected] = useState(false)
  const [sight, setSight] = useState<Sight>({ timeMs: null, isCalm: false })
  const [{ isNewestFirst }] = useReading()
  const difference = clockDifference(snapshot.session)
  const kind = emptyKind(snapshot, view)

  function toggleFollow() {
    if (log.view().isFollowing) log.pause()
    else log.follow()
  }

  function handleClear() {
    if (log.view().total === 0) return
    log.clear()
    toast(t('cleared'), { action: { label: t('undo'), onClick: () => live.reload() } })
  }

  function handleClose() {
    if (selection.selected) selection.close()
    else setFilter(NO_FILTER)
  }

  useLiveKeys({
    move: (by) => {
      selection.move(isNewestFirst ? -by : by)
      list.current?.focus()
    },
    open: () => selection.open(),
    copy: () => selection.selected && void copyRecord(selection.selected.record),
    toggleFollow,
    first: () => {
      log.pause()
      list.current?.scrollToRow(0)
    },
    last: () => log.follow(),
    filter: () => filterField.current?.select(),
    clear: handleClear,
    close: handleClose,
    help: () => setHelpOpen(true),
  })

  return (
    <TimeShiftProvider value={isCorrected && difference ? difference.shiftMs : 0}>
      <FilterActionsProvider value={filterActions}>
        <ToolLine
          snapshot={snapshot}
          view={view}
          fallbackName={fallbackName}
          backHref={backHref}
          log={log}
          filter={filter}
          fault={fault}
          onFilter={setFilter}
          onFind={find.open}
          filterRef={filterField}
          onToggleFollow={toggleFollow}
          onCopy={() => void copyShown()}
          onSave={() => setSaving(true)}
          onClear={handleClear}
          onHelp={() => setHelpOpen(true)}
          viewMenu={<ViewMenu log={log} />}
          actions={actions}
          menu={menu}
          directChoice={snapshot.session?.direct ? { isWanted: isDirectWanted, onChange: chooseDirect } : null}
        />
        <FilterChips filter={filter} onFilter={setFilter} />
        <NoticeBars
          live={live}
          snapshot={snapshot}
          hasRecords={kind === null || kind === 'filtered'}
          newerHref={newerHref}
          others={others}
          onSave={() => setSaving(true)}
          isKept={keep?.isOn ?? false}
        />
        {difference && kind === null && (
          <ClockBar difference={difference} isCorrected={isCorrected} onToggle={() => setCorrected(!isCorrected)} />
        )}
        {find.isOpen && (
          <Suspense>
            <FindBar find={find} />
          </Suspense>
        )}
        <div className="flex min-h-0 flex-1 overflow-hidden">
          {kind === null ? (
            <LiveLogList
              ref={list}
              log={log}
              view={view}
              patterns={patterns}
              startMs={startOf(snapshot.session)}
              onOpen={selection.open}
              onSight={setSight}
            />
          ) : (
            <LiveState
              kind={kind}
              view={view}
              onClearFilter={() => setFilter(NO_FILTER)}
              onReload={() => live.reload()}
              summary={snapshot.session && summary?.(snapshot.session)}
              isAtMostOnce={snapshot.session?.delivery !== undefined}
            />
          )}
          <DetailPane
            record={selection.isOpen && selection.selected ? selection.selected.record : null}
            patterns={patterns}
            onMove={selection.move}
            onClose={selection.close}
          />
        </div>
        {kind === null && <StatusLine log={log} view={view} sight={sight} />}
        <LazySaveWindow live={live} keep={keep} isOpen={isSaving} onClose={() => setSaving(false)} />
        <ShortcutSheet isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
      </FilterActionsProvider>
    </TimeShiftProvider>
  )
}

/** When a session began, by its device's clock. */
function startOf(session: SessionState | null): number | null {
  return session && session.startedAtMs - (session.clockOffsetMs ?? 0)
}
