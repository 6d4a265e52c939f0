'use client'

/** The line above the list: device, connection, levels, filter, follow and actions. Two lines on a phone. */
import Link from 'next/link'
import type { ReactNode, Ref } from 'react'
import { useTranslations } from 'use-intl'
import { DropdownMenu } from '#app/_ui/dropdown-menu.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { ArrowLeft, Cloud, Copy, Download, Ellipsis, Keyboard, ListX, TextSearch, Wifi } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import type { LogFilter, LogSource, LogView } from '#lib/viewer/log-source.ts'
import type { QueryFault } from '#lib/viewer/query/query-fault.ts'
import { ConnectionBadge } from './connection-badge.tsx'
import { DeliveryMark } from './delivery-mark.tsx'
import { FilterField } from './filter-field.tsx'
import { FollowButton } from './follow-button.tsx'
import { LevelChips } from './level-chips.tsx'
import { PathMark } from './path-mark.tsx'
import { Watchers } from './watchers.tsx'

export interface ToolLineProps {
  snapshot: LiveSnapshot
  view: LogView
  /** Name to show until the session is known. */
  fallbackName: string
  /** Where "back" leads; null: there is no page to go back to. */
  backHref: string | null
  log: LogSource
  filter: LogFilter
  fault: QueryFault | null
  onFilter: (filter: LogFilter) => void
  filterRef: Ref<HTMLInputElement>
  /** False once a session is over and the page holds none of its records: there is nothing to filter, follow or save. */
  hasTools: boolean
  onFind: () => void
  /** Further buttons in the field of the filter. */
  filterTools?: ReactNode
  onToggleFollow: () => void
  onCopy: () => void
  onSave: () => void
  onClear: () => void
  onHelp: () => void
  /** How the list is read. */
  viewMenu: ReactNode
  /** Those who take part, in place of the number of those who watch. */
  people?: ReactNode
  /** Further elements of the page: Share, a mark. */
  actions?: ReactNode
  /** Whether direct paths are on; null: the device offers none. */
  directChoice: { isWanted: boolean; onChange: (isWanted: boolean) => void } | null
  /** Further menu entries of the page, at the end. */
  menu?: ReactNode
}

export function ToolLine(props: ToolLineProps) {
  const t = useTranslations('live')
  const tFiles = useTranslations('files')
  const { snapshot, view, filter, onFilter, backHref, directChoice } = props
  const device = snapshot.session?.device
  const name = device ? visibleText(device.name) : props.fallbackName
  const app = device && visibleText([device.appName, device.appVersion].filter(Boolean).join(' '))
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b bg-surface px-2 py-1 xl:flex-nowrap">
      <div className="flex min-w-0 flex-1 items-center gap-2 max-sm:min-w-40 xl:max-w-72 xl:flex-none">
        {backHref && (
          <Link
            href={backHref}
            aria-label={t('back')}
            className="grid size-control shrink-0 place-items-center rounded text-ink-muted hover:bg-surface-hover hover:text-ink md:hidden"
          >
            <ArrowLeft aria-hidden className="size-4" />
          </Link>
        )}
        <h1 title={app ? `${name} · ${app}` : name} className="min-w-0 truncate pl-1 font-semibold">
          {name}
          {app && <span className="font-normal text-ink-faint text-sm max-xl:hidden"> {app}</span>}
        </h1>
        <ConnectionBadge snapshot={snapshot} />
        <PathMark snapshot={snapshot} />
        <DeliveryMark session={snapshot.session} />
      </div>
      {props.hasTools && (
        <div className="order-last flex w-full min-w-0 items-center gap-x-2 gap-y-1 max-sm:flex-wrap xl:order-none xl:w-auto xl:flex-1">
          <div className="-m-1 flex min-w-0 overflow-x-auto p-1 max-sm:order-last max-sm:max-w-full sm:max-xl:max-w-1/2 [scrollbar-width:none]">
            <LevelChips counts={view.levels} filter={filter} onFilter={onFilter} />
          </div>
          <FilterField
            ref={props.filterRef}
            log={props.log}
            text={filter.text}
            fault={props.fault}
            tools={props.filterTools}
            view={view}
            onChange={(text) => onFilter({ ...filter, text })}
          />
        </div>
      )}
      <div className="ml-auto flex shrink-0 items-center gap-0.5">
        {props.hasTools && <FollowButton view={view} onToggle={props.onToggleFollow} />}
        {snapshot.session && snapshot.path !== 'file' && (
          <span className="max-sm:hidden">
            {props.people ?? <Watchers count={snapshot.session.viewers} watchers={snapshot.watchers} />}
          </span>
        )}
        {props.hasTools && (
          <span className="flex gap-0.5 max-xl:hidden">
            <IconButton icon={Copy} label={t('copyShown')} onClick={props.onCopy} />
            <IconButton icon={Download} label={tFiles('save')} onClick={props.onSave} />
            <IconButton icon={ListX} label={t('clear')} hint="Ctrl L" onClick={props.onClear} />
          </span>
        )}
        {props.hasTools && props.viewMenu}
        {props.actions}
        <DropdownMenu trigger={<IconButton icon={Ellipsis} label={t('more')} hasTooltip={false} />}>
          <MenuItem icon={TextSearch} onSelect={props.onFind}>
            {t('query.find.open')}
          </MenuItem>
          <MenuItem icon={Copy} onSelect={props.onCopy}>
            {t('copyShown')}
          </MenuItem>
          <MenuItem icon={Download} onSelect={props.onSave}>
            {tFiles('save')}
          </MenuItem>
          <MenuItem icon={ListX} onSelect={props.onClear}>
            {t('clear')}
          </MenuItem>
          <MenuItem icon={Keyboard} onSelect={props.onHelp}>
            {t('shortcuts')}
          </MenuItem>
          {directChoice && (
            <MenuItem
              icon={directChoice.isWanted ? Cloud : Wifi}
              onSelect={() => directChoice.onChange(!directChoice.isWanted)}
            >
              {t(directChoice.isWanted ? 'path.useRelay' : 'path.allowDirect')}
            </MenuItem>
          )}
          {props.menu}
        </DropdownMenu>
      </div>
    </header>
  )
}
