'use client'

/** A code snippet to read and copy. Long lines scroll inside it; a click on the code selects all of it. */
import { CopyButton } from './copy-button.tsx'

export interface CodeBlockProps {
  code: string
  /** Name of the snippet, for the label of the copy button. */
  what: string
}

export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <div className="flex items-start rounded border bg-surface-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section tabIndex={0} aria-label={what} className="min-w-0 flex-1 overflow-x-auto p-3">
        <pre className="text-code">
          <code className="select-all">{code}</code>
        </pre>
      </section>
      <CopyButton text={code} what={what} className="m-1" />
    </div>
  )
}
