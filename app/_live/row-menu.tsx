'use client'

/** The menu of a row, open from the start at the place of the click. Loaded ahead, or by the first click (record-list-area.tsx). */
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Copy, FileJson, Link2, PanelRight } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { MenuPartsContext } from '#app/_ui/menu-parts.ts'
import type { RecordRow } from '#lib/viewer/log-source.ts'
import { recordJson } from '#lib/viewer/record-text.ts'
import type { ChosenRecords } from './chosen-records.ts'
import type { RecordCopies } from './use-record-copies.ts'
import type { Selection } from './use-selection.ts'

export interface RowMenuPlace {
  /** Another one for each click: a menu opens once. */
  id: number
  row: RecordRow
  /** Where the pointer was, in the window. */
  x: number
  y: number
  /** What gets the focus back. */
  focused: Element | null
}

/** Acts that another part of the page adds. */
export interface RecordActs {
  ofRow: (row: RecordRow) => readonly { icon: typeof Copy; label: string; run: () => void }[]
  ofChosen: (chosen: ChosenRecords) => ReactNode
}

export interface RowMenuProps {
  place: RowMenuPlace
  selection: Selection
  copies: RecordCopies
  acts?: RecordActs | undefined
}

export function RowMenu({ place: { row, x, y, focused }, selection, copies, acts }: RowMenuProps) {
  const t = useTranslations('record')
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed" style={{ left: x, top: y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side="right"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
          }}
          className="z-50 min-w-48 animate-pop-in rounded bg-surface-floating p-1 shadow-floating"
        >
          <MenuPartsContext value={Radix}>
            <MenuItem icon={PanelRight} onSelect={() => selection.open(row)}>
              {t('openRecord')}
            </MenuItem>
            <MenuItem icon={Copy} onSelect={() => copies.copyRecords([row], 'text')}>
              {t('copyText')}
            </MenuItem>
            <MenuItem icon={FileJson} onSelect={() => copies.copyAsIs(recordJson(row.record, 2))}>
              {t('copyJson')}
            </MenuItem>
            {copies.copyLink && (
              <MenuItem icon={Link2} onSelect={() => copies.copyLink?.(row)}>
                {t('copyLink')}
              </MenuItem>
            )}
            {acts?.ofRow(row).map(({ icon, label, run }) => (
              <MenuItem key={label} icon={icon} onSelect={run}>
                {label}
              </MenuItem>
            ))}
          </MenuPartsContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
