'use client'

/** The live page of an open session: tool line, notices, the list or its placeholder, detail. Fills its parent. */
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { laterPart, lazyPart } from '#app/_ui/on-demand.ts'
import { toast } from '#app/_ui/toast.ts'
import { shortcutsWindow } from '#app/dashboard/_parts/open-store.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import { clockDifference } from '#lib/viewer/clock-difference.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { type LogPlace, NO_FILTER } from '#lib/viewer/log-source.ts'
import { NO_MARKS } from '#lib/viewer/query/mark-places.ts'
import { AttentionWatch, NotifyMenuItem, NotifyWindow } from './attention.tsx'
import { ContextBar, ContextButton } from './context-around.tsx'
import type { FilterTerm } from './detail-context.ts'
import { emptyKind } from './empty-kind.ts'
import { FilterFaultBar } from './filter-fault-bar.tsx'
import { FindBar } from './find-bar.tsx'
import { type KeepRight, useKeep } from './keep/use-keep.ts'
import type { Sight } from './list/sight.ts'
import { LiveLogList, type LiveLogListControl } from './live-log-list.tsx'
import type { LiveStateProps } from './live-state.tsx'
import { NoticeBars, type OtherRuns } from './notice-bars.tsx'
import { PatternsMenuItem, PatternsWindow } from './patterns.tsx'
import { queryLanguage, toggledLevel } from './query-language.ts'
import { RecordListArea } from './record-list-area.tsx'
import { LazySaveWindow } from './save/lazy-save-window.tsx'
import { SavedViewsButton } from './saved-views-button.tsx'
import { SkeletonRows } from './skeleton-rows.tsx'
import { StatusLine } from './status-line.tsx'
import { TimeShiftProvider } from './time-shift.ts'
import { ListTicks, Timeline, TimelineMenuItem } from './timeline.tsx'
import { Together } from './together/together.tsx'
import { ALONE } from './together/together-parts.ts'
import { ToolLine } from './tool-line.tsx'
import { useCalmView } from './use-calm-view.ts'
import { useContextAround } from './use-context-around.ts'
import { useCopyShown } from './use-copy-shown.ts'
import { useDirectChoice } from './use-direct-choice.ts'
import { useDroppedFile } from './use-dropped-file.ts'
import { useFind } from './use-find.ts'
import { useJump } from './use-jump.ts'
import { useListActs } from './use-list-acts.ts'
import { useLiveActions } from './use-live-actions.ts'
import { useLiveSnapshot } from './use-live-viewer.ts'
import { type MergedSession, useMerging } from './use-merging.ts'
import { useRecordCopies } from './use-record-copies.ts'
import { useRecordLink } from './use-record-link.ts'
import { useRowOrder } from './use-row-order.ts'
import { useSelection } from './use-selection.ts'
import { isFiltering, parseFilter, useUrlFilter, viewQuery } from './use-url-filter.ts'
import { ViewMenu } from './view-menu.tsx'

const ClockBar = lazyPart(async () => (await import('./clock-bar.tsx')).ClockBar)
const MergedBar = lazyPart(async () => (await import('./merged-bar.tsx')).MergedBar)
const DetailPane = laterPart(async () => (await import('./detail-pane.tsx')).DetailPane)
const LiveState = lazyPart(async () => (await import('./live-state.tsx')).LiveState, <SkeletonRows />, true)
const FilterChips = lazyPart(async () => (await import('./filter-chips.tsx')).FilterChips, null, true)

const NONE_CHOSEN: ReadonlySet<string> = new Set()

export interface LivePageProps {
  live: LiveSource
  /** Name to show until the device is known. */
  fallbackName: string
  backHref: string | null
  newerHref?: string | null
  others?: OtherRuns | null
  actions?: ReactNode
  menu?: ReactNode
  /** Further lines below the tool line. */
  notices?: ReactNode
  /** Whether the records may be kept in this browser, and by which right. */
  keep?: KeepRight
  /** Whose saved views the page offers; null for guests and files. */
  views?: { teamId: string; mayShare: boolean } | null
  /** What is known about a session that has ended; null for guests. */
  summary: ((session: SessionState) => ReactNode) | null
  /** Whether the address of this page can name a record: not where its numbers are the page's own. */
  hasRecordLinks?: boolean
  /** For several devices that count alike: names them, and says what the page waits for. */
  group?: {
    bar: (merged: ReadonlyMap<string, MergedSession>) => ReactNode
    words: LiveStateProps['words']
  }
  /** Called with the selected record, or null. */
  onSelected?: (place: LogPlace | null) => void
}

export function LivePage(props: LivePageProps) {
  const { live, fallbackName, backHref, newerHref = null, others = null, actions, menu, summary, views = null } = props
  const { hasRecordLinks = true, onSelected, group } = props
  const t = useTranslations('live')
  const { log } = live
  const snapshot = useLiveSnapshot(live)
  const view = useCalmView(log)
  const { filter, change: setFilter, show: showFilter, query, fault } = useUrlFilter(log)
  const [together, setTogether] = useState(ALONE)
  const [isDirectWanted, chooseDirect] = useDirectChoice(live)
  const list = useRef<LiveLogListControl>(null)
  const filterField = useRef<HTMLInputElement>(null)
  const selection = useSelection(log, view, list)
  const find = useFind(log, view, list, selection.choose)
  const found = find.isOpen ? find.text : ''
  const language = queryLanguage.use(query !== null || found !== '')
  const patterns = useMemo(() => language?.marksOf(query, found) ?? NO_MARKS, [language, query, found])
  const { copyShown } = useCopyShown(log)
  const { copyLink } = useRecordLink({
    live,
    view,
    isOn: hasRecordLinks,
    onFound: (row) => selection.show(row, true),
    onClearFilter: () => setFilter(NO_FILTER),
  })
  const copies = useRecordCopies(hasRecordLinks ? copyLink : undefined)
  const listActs = useListActs({ log, list, selection, copies, searched: found || filter.text })
  const { selected } = selection
  useEffect(() => onSelected?.(selected && { session: selected.session, seq: selected.seq }), [selected, onSelected])
  const keep = useKeep(live, props.keep)
  useDroppedFile(snapshot.path === 'file')
  const jump = useJump(log, list)
  const context = useContextAround(filter, setFilter, jump)
  const [arePatternsOpen, setPatternsOpen] = useState(false)
  const closePatterns = useCallback(() => setPatternsOpen(false), [])
  const [isNotifyOpen, setNotifyOpen] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [isCorrected, setCorrected] = useState(false)
  const [sight, setSight] = useState<Sight>({ timeMs: null, isCalm: false })
  const difference = clockDifference(snapshot.session)
  const kind = emptyKind(snapshot, view)
  const merged = useMerging(snapshot, group !== undefined)
  useRowOrder(log, merged)

  function handleClear() {
    if (log.view().total === 0) return
    log.clear()
    toast(t('cleared'), { action: { label: t('undo'), onClick: () => live.reload() } })
  }

  function openView(query: string) {
    const parameters = new URLSearchParams(query)
    setFilter(parseFilter(parameters))
    find.show(parameters.get('find') ?? '')
  }

  function filterBy(term: FilterTerm) {
    void queryLanguage.load().then(
      ({ withTerm }) => setFilter(withTerm(filter, term)),
      () => {}, // the page lost its server before it was idle once
    )
  }

  useLiveActions({
    ...listActs,
    copyShown: () => void copyShown(),
    copyLink: hasRecordLinks ? () => selected && copyLink(selected) : null,
    filter: () => filterField.current?.select(),
    toggleLevel: (level) => setFilter(toggledLevel(filter, level)),
    clear: handleClear,
    ...(kind !== 'ended' && {
      find: find.open,
      save: () => setSaving(true),
      patterns: () => setPatternsOpen(true),
    }),
    notify: () => setNotifyOpen(true),
    close: () => void (selection.close() || setFilter(NO_FILTER)),
  })

  return (
    <TimeShiftProvider value={isCorrected && difference ? difference.shiftMs : 0}>
      <ToolLine
        snapshot={snapshot}
        view={view}
        fallbackName={fallbackName}
        backHref={backHref}
        log={log}
        filter={filter}
        fault={fault}
        onFilter={setFilter}
        hasTools={kind !== 'ended'}
        onFind={find.open}
        filterTools={views && <SavedViewsButton {...views} currentQuery={viewQuery} onOpen={openView} />}
        filterRef={filterField}
        onToggleFollow={listActs.toggleFollow}
        onCopy={() => void copyShown()}
        onSave={() => setSaving(true)}
        onClear={handleClear}
        onHelp={() => shortcutsWindow.setOpen(true)}
        viewMenu={<ViewMenu log={log} />}
        people={together.people}
        actions={actions}
        menu={
          <>
            {together.menu}
            <TimelineMenuItem />
            <PatternsMenuItem onSelect={() => setPatternsOpen(true)} />
            <NotifyMenuItem onSelect={() => setNotifyOpen(true)} />
            {menu}
          </>
        }
        directChoice={snapshot.session?.direct ? { isWanted: isDirectWanted, onChange: chooseDirect } : null}
      />
      {isFiltering(filter) && <FilterChips filter={filter} onFilter={setFilter} />}
      <NoticeBars
        live={live}
        snapshot={snapshot}
        hasRecords={kind === null || kind === 'filtered'}
        newerHref={newerHref}
        others={others}
        onSave={() => setSaving(true)}
        isKept={keep?.isOn ?? false}
      />
      {difference && kind === null && merged.size < 2 && (
        <ClockBar difference={difference} isCorrected={isCorrected} onToggle={() => setCorrected(!isCorrected)} />
      )}
      {find.isOpen && <FindBar find={find} />}
      <FilterFaultBar filter={snapshot.filterFault} />
      {group ? group.bar(merged) : merged.size > 1 && <MergedBar merged={merged} />}
      {props.notices}
      {live.sharing && (
        <Together
          live={live}
          list={list}
          selection={selection}
          filter={filter}
          onShowFilter={showFilter}
          onParts={setTogether}
        />
      )}
      <ContextBar context={context} />
      {view.total > 0 && <Timeline log={log} filter={filter} onFilter={setFilter} onJump={jump} />}
      <div className="flex min-h-0 flex-1 overflow-hidden max-lg:flex-col">
        {kind === null ? (
          <RecordListArea log={log} selection={selection} copies={copies} acts={together.acts}>
            <LiveLogList
              ref={list}
              log={log}
              view={view}
              patterns={patterns}
              sessions={merged}
              startMs={startOf(snapshot.session)}
              chosen={selection.chosen?.keys ?? NONE_CHOSEN}
              onOpen={selection.open}
              onSight={setSight}
              marks={together.marks}
            />

            <ListTicks log={log} places={together.places} onJump={jump} />
          </RecordListArea>
        ) : kind === 'connecting' ? (
          <SkeletonRows />
        ) : (
          <LiveState
            kind={kind}
            view={view}
            onClearFilter={() => setFilter(NO_FILTER)}
            onReload={() => live.reload()}
            summary={snapshot.session && summary?.(snapshot.session)}
            isAtMostOnce={snapshot.session?.delivery !== undefined}
            words={group?.words}
          />
        )}
        <DetailPane
          row={selection.isOpen ? selected : null}
          log={log}
          patterns={patterns}
          onMove={selection.move}
          onClose={() => {
            selection.close()
            list.current?.focus()
          }}
          onFilterBy={filterBy}
          onCopyLink={hasRecordLinks ? () => selected && copyLink(selected) : undefined}
          actions={selected && <ContextButton place={selected} filter={filter} context={context} />}
        >
          {selected && together.notes?.(selected)}
        </DetailPane>
        <PatternsWindow
          isOpen={arePatternsOpen}
          log={log}
          isFollowing={view.isFollowing}
          filter={filter}
          onFilter={setFilter}
          onJump={jump}
          onClose={closePatterns}
          isDetailOpen={selection.isOpen}
        />
      </div>
      {kind === null && <StatusLine log={log} view={view} sight={sight} />}
      <LazySaveWindow live={live} keep={keep} isOpen={isSaving} onClose={() => setSaving(false)} />
      <NotifyWindow isOpen={isNotifyOpen} onOpenChange={setNotifyOpen} />
      <AttentionWatch log={log} filter={filter} deviceName={snapshot.session?.device.name ?? fallbackName} />
    </TimeShiftProvider>
  )
}

/** When a session began, by its device's clock. */
function startOf(session: SessionState | null): number | null {
  return session && session.startedAtMs - (session.clockOffsetMs ?? 0)
}
