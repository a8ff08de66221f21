/*
 * The exit statuses, the same for all three tools.
 */
#ifndef TG_BASE_STATUS_H
#define TG_BASE_STATUS_H

enum tg_status {
	TG_STATUS_DONE = 0,   /* everything asked for was done */
	TG_STATUS_FAILED = 1, /* the run is complete, but some item failed */
	TG_STATUS_USAGE = 2,  /* usage, or the environment: nothing useful was done */
	TG_STATUS_CUT = 3,    /* the stream was cut, or its counts disagree */
};

#endif
