/* page - the page, /status/ and /metrics behind a web server. */
#ifndef ECHOAPP_PAGE_H
#define ECHOAPP_PAGE_H

/*
 * Each file is served with its type and with the headers that restrict
 * browsers.
 */
void page_is_seen(void);

/*
 * status.fcgi gets the whole request: parameters, ids in any spelling and
 * If-None-Match; /metrics is text.
 */
void page_status_is_answered(void);

/*
 * A page that is open is told of a change at once; or not at all, with 404,
 * where the server cannot pass on a response while it is written.
 */
void page_is_told_of_changes(void);
void page_is_not_told_of_changes(void);

/* The web server itself refuses the page, /status/ and /metrics. */
void page_is_hidden(void);

#endif
