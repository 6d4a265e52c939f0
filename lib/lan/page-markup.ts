/** The body of the direct page. Its script fills the list; without one the page says that it needs it. */
export const MARKUP = `<header>
<h1 id="title">Agent Logger</h1>
<p id="state" role="status">Connecting…</p>
</header>
<noscript><p class="note">This page needs JavaScript.</p></noscript>
<form id="entry" hidden>
<label for="code">Code from the device's terminal</label>
<input id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="40" aria-describedby="wrong">
<button type="submit">Show the logs</button>
<p id="wrong" role="alert"></p>
</form>
<div id="viewer" hidden>
<div id="tools">
<label class="off" for="filter">Filter</label>
<input id="filter" type="search" placeholder="Filter" spellcheck="false">
<label class="off" for="level">Lowest level</label>
<select id="level">
<option value="0">All levels</option>
<option value="1">Debug and up</option>
<option value="2">Info and up</option>
<option value="3">Warnings and up</option>
<option value="4">Errors and up</option>
</select>
<button id="follow" type="button" aria-pressed="true">Follow</button>
<span id="count"></span>
</div>
<div id="list" role="log" aria-live="off" aria-label="Logs, newest last" tabindex="0"><ol id="rows"></ol></div>
</div>`
