'use client'

/** The filter of the audit log: kind of event, person, dates and text. The address holds it, so that it can be sent to others. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useSyncExternalStore, useTransition } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { Select, type SelectOption } from '#app/_ui/select.tsx'
import { INPUT_STYLE, TextInput } from '#app/_ui/text-input.tsx'
import { type AuditParams, auditHref } from './audit-href.ts'
import type { AuditWords } from './audit-words.ts'

export interface AuditFilterFormProps {
  path: string
  params: AuditParams
  people: readonly SelectOption<string>[]
  words: Pick<AuditWords, 'filter' | 'groups'>
}

const ALL = 'all'
const DAY_MS = 24 * 3600_000

export function AuditFilterForm({ path, params, people, words }: AuditFilterFormProps) {
  const { filter, groups } = words
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  // Dates are in the reader's zone, which the server does not know.
  const isInBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )

  function show(change: AuditParams) {
    startTransition(() => router.push(auditHref(path, { ...params, ...change })))
  }

  function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const typed = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim()
    show({ text: typed('text'), fromMs: dayStart(typed('from'), 0), untilMs: dayStart(typed('until'), 1) })
  }

  const isFiltered = Object.values(params).some(Boolean)
  return (
    <search aria-label={filter.label}>
      <form onSubmit={handleSubmit} className="grid grid-cols-2 items-end gap-2 lg:flex lg:flex-wrap">
        <Select
          aria-label={filter.group}
          className={
            people.length > 0 ? 'max-md:col-span-2 lg:min-w-44 lg:flex-1' : 'max-lg:col-span-2 lg:min-w-44 lg:flex-1'
          }
          disabled={isPending}
          value={params.group ?? ALL}
          options={[
            { value: ALL, label: filter.allGroups },
            ...Object.entries(groups).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(group) => show({ group: group === ALL ? undefined : group })}
        />
        {people.length > 0 && (
          <Select
            aria-label={filter.person}
            className="max-md:col-span-2 lg:min-w-44 lg:flex-1"
            disabled={isPending}
            value={params.actor ?? ALL}
            options={[{ value: ALL, label: filter.allPeople }, ...people]}
            onChange={(actor) => show({ actor: actor === ALL ? undefined : actor })}
          />
        )}
        {(['from', 'until'] as const).map((name) => (
          <label
            key={name}
            className="flex flex-col gap-1 text-ink-muted text-sm md:flex-row lg:min-w-48 lg:flex-1 md:items-center md:gap-2"
          >
            {filter[name]}
            <input
              // Filled in by the browser, and anew when the address changes.
              key={`${isInBrowser} ${params[`${name}Ms`]}`}
              type="date"
              name={name}
              defaultValue={isInBrowser ? dayOf(params[`${name}Ms`], name === 'until' ? DAY_MS / 2 : 0) : ''}
              className={INPUT_STYLE}
            />
          </label>
        ))}
        <div className="col-span-2 flex flex-wrap gap-2 lg:w-full">
          <TextInput
            key={params.text}
            type="search"
            name="text"
            aria-label={filter.text}
            placeholder={filter.text}
            maxLength={100}
            defaultValue={params.text}
            className="flex-1 max-md:basis-full"
          />
          <Button type="submit" isBusy={isPending} className="max-md:flex-1">
            {filter.apply}
          </Button>
          {isFiltered && (
            <LinkButton href={path} className="max-md:flex-1">
              {filter.clear}
            </LinkButton>
          )}
        </div>
      </form>
    </search>
  )
}

/** Midnight of the day, or of the day after, as milliseconds in digits; undefined for an empty field. */
function dayStart(day: string, addDays: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return undefined
  return String(new Date(year, month - 1, date + addDays).getTime())
}

/** `beforeMs` leads from the exclusive end back into the last day, however long a day with a clock change is. */
function dayOf(atMs: string | undefined, beforeMs: number): string {
  if (!atMs) return ''
  const time = new Date(Number(atMs) - beforeMs)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}
