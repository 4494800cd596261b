// Pushes with the usual client for Go: its arguments are address, key, format and how to authenticate.
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
	"github.com/prometheus/common/expfmt"
)

// withBearer adds a token to every request; the client asks only for something that can do a request.
type withBearer struct{ key string }

func (client withBearer) Do(request *http.Request) (*http.Response, error) {
	request.Header.Set("Authorization", "Bearer "+client.key)
	return http.DefaultClient.Do(request)
}

func main() {
	address, key, format, authentication := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	pusher := func(job string, collectors ...prometheus.Collector) *push.Pusher {
		pusher := push.New(address, job)
		for _, collector := range collectors {
			pusher = pusher.Collector(collector)
		}
		if format == "text" {
			pusher = pusher.Format(expfmt.FmtText)
		}
		if authentication == "basic" {
			return pusher.BasicAuth("anybody", key)
		}
		return pusher.Client(withBearer{key})
	}

	kept, replaced, added := gauge("kept", 1), gauge("replaced", 1), gauge("replaced", 2)
	check(pusher("nightly", kept, replaced, histogram(), summary()).Grouping("path", "/var/log").Push())
	check(pusher("nightly", added).Grouping("path", "/var/log").Add())
	check(pusher("gone", gauge("gone", 1)).Push())
	check(pusher("gone").Delete())

	err := pusher("other", prometheus.NewCounter(prometheus.CounterOpts{Name: "kept"})).Push()
	fmt.Println(err)
}

func gauge(name string, value float64) prometheus.Gauge {
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: "help of " + name})
	gauge.Set(value)
	return gauge
}

func histogram() prometheus.Histogram {
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "seconds", Buckets: []float64{1, 5}})
	histogram.Observe(0.5)
	histogram.Observe(2)
	return histogram
}

func summary() prometheus.Summary {
	objectives := map[float64]float64{0.5: 0.05}
	summary := prometheus.NewSummary(prometheus.SummaryOpts{Name: "bytes", Objectives: objectives})
	summary.Observe(7)
	return summary
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
