'use client'

/** Search, filters and order above the list of devices. They are in the URL, so that a list can be reloaded and shared. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState, useTransition } from 'react'
import { useTranslations } from 'use-intl'
import { Search } from '#app/_ui/icons.ts'
import { Select } from '#app/_ui/select.tsx'
import { Spinner } from '#app/_ui/spinner.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { type DeviceSearch, deviceSearchParams, SEARCH_CHARS_MAX } from './device-search.ts'
import { listPath } from './list-path.ts'

/** A search starts when nothing was typed for this long. */
const TYPING_MS = 250
/** A select has no empty value. */
const ALL = '*'

export interface DeviceControlsProps {
  search: DeviceSearch
  platforms: readonly string[]
  /** Labels of the team's devices. */
  labels: readonly string[]
}

export function DeviceControls({ search, platforms, labels }: DeviceControlsProps) {
  const t = useTranslations('devices')
  const tLabels = useTranslations('labels')
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const [text, setText] = useState(search.q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The search may be cleared elsewhere, and Back returns to an earlier one.
  const [shownFor, setShownFor] = useState(search.q)
  if (shownFor !== search.q) {
    setShownFor(search.q)
    if (text.trim() !== search.q) setText(search.q)
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  function show(change: Partial<DeviceSearch>) {
    clearTimeout(timer.current)
    const path = listPath('/dashboard', deviceSearchParams({ ...search, q: text, ...change }))
    startTransition(() => router.replace(path, { scroll: false }))
  }

  function handleType(next: string) {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => show({ q: next }), TYPING_MS)
  }

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    show({})
  }

  const options = withChosen(platforms, search.platform)
  const labelOptions = withChosen(labels, search.label)
  return (
    <search>
      <form action="/dashboard" onSubmit={handleSubmit} className="flex flex-wrap gap-2">
        <div className="relative w-full xl:w-auto xl:flex-1">
          <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-faint" />
          <TextInput
            type="search"
            name="q"
            aria-label={t('search')}
            placeholder={t('searchPlaceholder')}
            maxLength={SEARCH_CHARS_MAX}
            value={text}
            onChange={(event) => handleType(event.target.value)}
            className="pr-9 pl-9"
          />
          {isPending && (
            <span className="absolute inset-y-0 right-3 grid place-items-center text-ink-faint">
              <Spinner />
            </span>
          )}
        </div>
        <Select
          aria-label={t('filterByState')}
          className="min-w-36 flex-1 xl:max-w-36"
          value={search.isLive ? 'live' : ALL}
          options={[
            { value: ALL, label: t('anyState') },
            { value: 'live', label: t('onlyLive') },
          ]}
          onChange={(next) => show({ isLive: next === 'live' })}
        />
        {options.length > 1 || search.platform ? (
          <Select
            aria-label={t('filterByPlatform')}
            className="min-w-36 flex-1 xl:max-w-44"
            value={search.platform || ALL}
            options={[
              { value: ALL, label: t('allPlatforms') },
              ...options.map((platform) => ({ value: platform, label: platform })),
            ]}
            onChange={(next) => show({ platform: next === ALL ? '' : next })}
          />
        ) : null}
        {labelOptions.length > 0 && (
          <Select
            aria-label={tLabels('filterBy')}
            className="min-w-36 flex-1 xl:max-w-44"
            value={search.label || ALL}
            options={[{ value: ALL, label: tLabels('all') }, ...labelOptions.map((label) => ({ value: label, label }))]}
            onChange={(next) => show({ label: next === ALL ? '' : next })}
          />
        )}
        <Select
          aria-label={t('sortBy')}
          className="min-w-36 flex-1 xl:max-w-44"
          value={search.sort}
          options={[
            { value: 'seen', label: t('sortSeen') },
            { value: 'name', label: t('sortName') },
          ]}
          onChange={(sort) => show({ sort })}
        />
      </form>
    </search>
  )
}

/** A value of the address that is no longer among the options stays in sight. */
function withChosen(options: readonly string[], chosen: string): readonly string[] {
  return !chosen || options.includes(chosen) ? options : [chosen, ...options]
}
