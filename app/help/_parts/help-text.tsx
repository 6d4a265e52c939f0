/** A block of help: a paragraph, a list or a line of code. Marks `code` and [links](/path) in its text. */
import type { ReactNode } from 'react'
import type { HelpBlock } from '#app/help/_topics/help-topic.ts'

export function HelpText({ block }: { block: HelpBlock }) {
  if (typeof block === 'string') return <p className="text-pretty">{marked(block)}</p>
  if ('code' in block)
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      <pre tabIndex={0} className="overflow-x-auto rounded border bg-surface-sunken p-3 text-code">
        <code className="select-all">{block.code}</code>
      </pre>
    )
  const isOrdered = 'steps' in block
  const List = isOrdered ? 'ol' : 'ul'
  const items = isOrdered ? block.steps : block.list
  return (
    <List className={isOrdered ? 'list-decimal space-y-1 pl-5' : 'list-disc space-y-1 pl-5'}>
      {items.map((item) => (
        <li key={item} className="text-pretty">
          {marked(item)}
        </li>
      ))}
    </List>
  )
}

const MARKS = /`([^`]+)`|\[([^\]]+)\]\((\/[^)]*)\)/g

function marked(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let at = 0
  for (const match of text.matchAll(MARKS)) {
    const [whole, code, words, href] = match
    parts.push(text.slice(at, match.index))
    parts.push(
      code ? (
        <code key={match.index} className="rounded bg-surface-sunken px-1 text-code">
          {code}
        </code>
      ) : (
        // A plain link: pages differ in their policies, which only a full load applies.
        <a key={match.index} href={href} className="rounded text-accent underline">
          {words}
        </a>
      ),
    )
    at = match.index + whole.length
  }
  parts.push(text.slice(at))
  return parts
}
