'use client'

/** Everything that the page can do and open, found by typing: acts first, then the places that the page knows. */
import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { Kbd } from '#app/_ui/kbd.tsx'
import { useReturnFocus } from '#app/_ui/use-return-focus.ts'
import { paletteWindow } from '#app/dashboard/_parts/open-store.ts'
import { ACTION_GROUPS, currentActions } from './action-registry.ts'
import { shownStrokes } from './key-strokes.ts'
import { matchScore } from './match-score.ts'

export interface PalettePlace {
  id: string
  label: string
  /** More words that find it, and what is shown beside it. */
  detail?: string
  isLive?: boolean
  run: () => void
}

export interface PaletteSection {
  title: string
  icon: IconComponent
  places: readonly PalettePlace[]
}

export interface PaletteProps {
  sections?: readonly PaletteSection[]
  /** Called with what a person types. */
  onSearch?: (text: string) => void
}

export default function Palette({ sections = [], onSearch }: PaletteProps) {
  const t = useTranslations('actions')
  const [actions] = useState(() => currentActions().filter(({ isKeyOnly }) => !isKeyOnly))
  const { rememberOpener, returnToOpener } = useReturnFocus()
  const chosen = useRef<(() => void) | null>(null)
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
  /** Runs it after the palette has given the focus back, because the act may take it. */
  const choose = (run: () => void) => () => {
    chosen.current = run
    paletteWindow.setOpen(false)
  }
  return (
    <Radix.Root open onOpenChange={paletteWindow.setOpen}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={rememberOpener}
          onCloseAutoFocus={(event) => {
            returnToOpener(event)
            chosen.current?.()
          }}
          className="fixed top-[12dvh] left-1/2 z-40 flex max-h-[70dvh] w-[min(36rem,calc(100vw-1rem))] -translate-x-1/2 flex-col overflow-hidden rounded bg-surface-floating shadow-floating outline-none"
        >
          <Radix.Title className="sr-only">{t('palette')}</Radix.Title>
          <Command label={t('palette')} filter={matchScore} loop className="flex min-h-0 flex-col">
            <Command.Input
              autoFocus
              placeholder={t('placeholder')}
              {...(onSearch ? { onValueChange: onSearch } : {})}
              className="h-12 w-full shrink-0 border-b bg-transparent px-4 text-input text-ink outline-none"
            />
            <Command.Empty className="px-3 py-6 text-center text-ink-muted text-sm">{t('nothing')}</Command.Empty>
            <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
              {ACTION_GROUPS.map((group) => {
                const own = actions.filter((action) => action.group === group)
                if (own.length === 0) return null
                return (
                  <Section key={group} title={t(`group.${group}`)}>
                    {own.map(({ id, label, icon, keys = [], run }) => (
                      <Item key={id} value={`${label} ${id}`} icon={icon} onSelect={choose(run)}>
                        <span className="min-w-0 flex-1 truncate">{label}</span>
                        {shownStrokes(keys.slice(0, 1), isMac)
                          .flat()
                          .map((stroke) => (
                            <Kbd key={stroke}>{stroke}</Kbd>
                          ))}
                      </Item>
                    ))}
                  </Section>
                )
              })}
              {sections.map(({ title, icon, places }) =>
                places.length === 0 ? null : (
                  <Section key={title} title={title}>
                    {places.map(({ id, label, detail, isLive, run }) => (
                      <Item
                        key={id}
                        value={`${title} ${id} ${label} ${detail ?? ''}`}
                        icon={icon}
                        onSelect={choose(run)}
                      >
                        <span className="min-w-0 truncate">{label}</span>
                        {isLive && <span className="shrink-0 text-state-live text-xs">{t('live')}</span>}
                        {detail && <span className="min-w-0 flex-1 truncate text-ink-muted text-xs">{detail}</span>}
                      </Item>
                    ))}
                  </Section>
                ),
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  value: string
  icon: IconComponent | undefined
  onSelect: () => void
  children: ReactNode
}

function Item({ value, icon: Icon, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-control cursor-default select-none items-center gap-2 rounded px-2 text-sm data-[selected=true]:bg-surface-hover"
    >
      {Icon ? <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" /> : <span className="size-4 shrink-0" />}
      {children}
    </Command.Item>
  )
}
